import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findHeaders } from '../grader/build/headers.ts';
import { buildModule } from '../grader/build/index.ts';
import { GO_FLAGS } from '../grader/build/module/compile-go.ts';
import { goEnvironment, moduleCacheOf } from '../grader/build/module/environment.ts';
import { findGo } from '../grader/build/module/go.ts';
import { checkStep } from '../grader/check.ts';
import { findStep, loadCourse } from '../grader/course/load.ts';
import { host } from '../grader/engine/host.ts';
import { openModuleStream } from '../grader/gadget/worker/module-stream.ts';
import type { Capture } from '../grader/model/capture.ts';
import type { WasmModule } from '../grader/model/module.ts';
import { childMemory } from './memory.ts';
import { type Figure, sample, type Throughput } from './table.ts';
import { makeWorkspace } from './workspace.ts';

const run = promisify(execFile);
const EVENTS = 1_000_000;
const BATCH = 1024;

/** `go build` alone, with the lab's flags and a warm cache, each time on a changed source. */
export async function bareGo(rounds: number): Promise<Figure> {
  const workspace = await makeWorkspace('04');
  const [go, headers] = await Promise.all([findGo(), findHeaders()]);
  const scratch = await mkdtemp(join(tmpdir(), 'lab-bench-'));
  const cwd = join(workspace.directory, 'go');
  const env = await goEnvironment(go, { moduleCache: moduleCacheOf(headers), scratch });
  // An output that is there already, Go would compare with what it is about to make.
  const build = async () => {
    await rm(join(scratch, 'module.wasm'), { force: true });
    await run(go.path, ['build', ...GO_FLAGS, '-o', join(scratch, 'module.wasm'), 'main.go'], { cwd, env });
  };
  // As `go mod tidy` would, once: the bare compiler needs the sums in place.
  await writeFile(join(cwd, 'go.sum'), await sums());
  try {
    await build();
    return await sample('go build, after an edit', rounds, async () => {
      await workspace.edit();
      await build();
    });
  } finally {
    await workspace.remove();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The pinned module's, which set-up fetched it by. */
function sums(): Promise<string> {
  return readFile(new URL('../bpf/go.sum', import.meta.url), 'utf8');
}

/** A million real events through the lesson's module, as `lab run` sends them; nobody reads what is printed. */
export async function moduleThroughput(): Promise<readonly Throughput[]> {
  const workspace = await makeWorkspace('04');
  try {
    const capture = await captureOf(workspace.directory);
    const built = await buildModule({ directory: workspace.directory });
    if (built.status !== 'ok' && built.status !== 'cached') throw new Error('the solution does not build');
    const results: Throughput[] = [];
    for (const mode of ['none', 'columns', 'json']) results.push(await stream(capture, built.module, mode));
    return results;
  } finally {
    await workspace.remove();
  }
}

async function stream(capture: Capture, module: WasmModule, mode: string): Promise<Throughput> {
  const { object, events, traced, bootOffset } = capture;
  const opened = await openModuleStream({
    module,
    tracers: object.tracers,
    bootOffset,
    containerOf: (mntns) => (mntns === traced.mntns ? traced : undefined),
    host: false,
    output: { mode, fields: undefined, width: undefined },
    onText: () => {},
    onNote: () => {},
    onLog: () => {},
  });
  const batch = Array.from({ length: BATCH }, (_, index) => events[index % events.length]).flatMap(
    (event) => event ?? [],
  );
  const memory: number[] = [];
  const start = performance.now();
  for (let sent = 0, tenth = 1; sent < EVENTS; sent += BATCH) {
    await opened.push(batch);
    if (sent < (tenth * EVENTS) / 10 - BATCH) continue;
    memory.push(childMemory());
    tenth++;
  }
  const microseconds = ((performance.now() - start) * 1000) / EVENTS;
  await opened.end();
  return { mode, microseconds, memory };
}

async function captureOf(directory: string): Promise<Capture> {
  const course = await loadCourse();
  const { capture, released } = await checkStep({
    step: findStep(course, '04'),
    earlier: [],
    directory,
    seed: 1,
    engine: host,
    container: 'auto',
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    onStage: () => {},
  });
  await released;
  if (capture === undefined) throw new Error('the solution gave no capture');
  return capture;
}
