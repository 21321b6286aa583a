import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../../grader/model/project.ts';

const modules = join(projectRoot, 'test/gadget/wasm/modules');
const cache = join(projectRoot, 'build/test-modules');
const pin = join(projectRoot, 'bpf');

/**
 * Builds `test/gadget/wasm/modules/<name>/main.go` with the real Go and the pinned API, as Inspektor Gadget does, and
 * keeps what it built by content.
 */
export async function buildTestModule(name: string): Promise<Uint8Array> {
  const source = await readFile(join(modules, name, 'main.go'));
  const { go, version } = await toolchain();
  const inputs = await Promise.all([modules, pin].map((folder) => readFile(join(folder, 'go.mod'))));
  const key = createHash('sha256')
    .update(version)
    .update(Buffer.concat([...inputs, source]))
    .digest('hex');
  const kept = join(cache, `${name}-${key.slice(0, 16)}.wasm`);
  const found = await readFile(kept).catch(() => undefined);
  if (found !== undefined) return found;
  await build(go, name, kept);
  return readFile(kept);
}

async function toolchain(): Promise<{ readonly go: string; readonly version: string }> {
  return JSON.parse(await readFile(join(projectRoot, 'build/toolchain.json'), 'utf8'));
}

/** In a folder of its own, and then renamed: test files run side by side and may want the same module. */
async function build(go: string, name: string, kept: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'making-'));
  try {
    await cp(join(modules, 'go.mod'), join(folder, 'go.mod'));
    await cp(join(pin, 'go.sum'), join(folder, 'go.sum'));
    const output = join(folder, 'out.wasm');
    const flags = [
      '-mod=mod',
      `-modfile=${join(folder, 'go.mod')}`,
      '-buildmode=c-shared',
      '-ldflags',
      '-w -s',
    ];
    await promisify(execFile)(go, ['build', ...flags, '-o', output, 'main.go'], {
      cwd: join(modules, name),
      env: { ...process.env, ...GO_SETTINGS },
    });
    await rename(output, kept);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const GO_SETTINGS = {
  CGO_ENABLED: '0',
  GOOS: 'wasip1',
  GOARCH: 'wasm',
  GOTOOLCHAIN: 'local',
  GOFLAGS: '',
  GOPROXY: 'off',
  GOWORK: 'off',
};
