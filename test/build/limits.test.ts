import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { buildGadget } from '../../grader/build/index.ts';
import { projectRoot } from '../../grader/model/project.ts';
import { errorsOf, sandbox, useClang, write } from './support.ts';

const { root, temp, workspace } = sandbox();
const setClang = useClang();

/** Each level doubles or quadruples the one before. */
function bomb(atom: string, times: number, use: string): string {
  const levels = Array.from({ length: 40 }, (_, index) => {
    const before = `A${index}`;
    return `#define A${index + 1} ${Array.from({ length: times }, () => before).join(' ')}\n`;
  });
  return `#define A0 ${atom}\n${levels.join('')}${use}\n`;
}

/** A workspace that makes clang wait for ever: it includes a pipe that nobody writes to. */
function endless(): string {
  const directory = workspace({ 'program.bpf.c': '#include "pipe.h"\n' });
  execFileSync('mkfifo', [join(directory, 'pipe.h')]);
  return directory;
}

/** Processes whose working directory this is. */
function processesIn(directory: string): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === directory && !isZombie(pid);
    } catch {
      return false;
    }
  });
}

function isZombie(pid: number): boolean {
  return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

async function until(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 400 && !condition(); round += 1) await sleep(25);
  expect(condition()).toBe(true);
}

describe('a program that would never end', () => {
  test('by a text that doubles is stopped at the time limit', async () => {
    const directory = workspace({ 'program.bpf.c': bomb('int x;', 2, 'A40') });
    const result = await buildGadget({ directory, timeoutMs: 700 });
    expect(result).toMatchObject({ status: 'failed', timedOut: true });
    expect(errorsOf(result)).toMatchObject([{ file: 'program.bpf.c', category: 'Compiler' }]);
    expect(errorsOf(result)[0]?.message).toContain('0.7 s');
    expect(processesIn(directory)).toEqual([]);
  });

  test('by a text that takes all memory fails for one plain reason', async () => {
    const directory = workspace({ 'program.bpf.c': bomb('"xxxxxxxxxxxxxxxx"', 8, 'char *p = A40;') });
    const result = await buildGadget({ directory, timeoutMs: 30_000 });
    expect(result.status).toBe('failed');
    expect(errorsOf(result)).toMatchObject([{ file: 'program.bpf.c', category: 'Compiler' }]);
  });

  test('by including itself fails at the include', async () => {
    const result = await buildGadget({
      directory: workspace({ 'program.bpf.c': '#include "program.bpf.c"\n' }),
    });
    expect(errorsOf(result)).toMatchObject([{ file: 'program.bpf.c', line: 1 }]);
    expect(result.diagnostics.length).toBeLessThan(10);
  });

  test('by including a device ends', async () => {
    for (const device of ['/dev/zero', '../../../../../../../../dev/zero', '/dev/stdin']) {
      const directory = workspace({ 'program.bpf.c': `#include "${device}"\n` });
      const result = await buildGadget({ directory, timeoutMs: 15_000 });
      expect(['ok', 'failed']).toContain(result.status);
      expect(processesIn(directory)).toEqual([]);
    }
  });

  test('by waiting for a pipe is stopped at the time limit', async () => {
    const directory = endless();
    expect(await buildGadget({ directory, timeoutMs: 500 })).toMatchObject({
      status: 'failed',
      timedOut: true,
    });
    expect(processesIn(directory)).toEqual([]);
  });
});

test('an object larger than the limit fails for one plain reason', async () => {
  const directory = workspace({ 'program.bpf.c': 'char huge[1ul << 30] = { 1 };\n' });
  const result = await buildGadget({ directory });
  expect(errorsOf(result)).toMatchObject([{ category: 'Compiler', message: expect.stringContaining('MiB') }]);
});

test('a compiler that is killed is reported, not thrown', async () => {
  const directory = endless();
  const building = buildGadget({ directory });
  await until(() => processesIn(directory).length > 0);
  for (const pid of processesIn(directory)) process.kill(pid, 'SIGKILL');
  const result = await building;
  expect(result).toMatchObject({ status: 'failed', timedOut: false });
  expect(errorsOf(result)[0]).toMatchObject({
    category: 'Compiler',
    message: expect.stringContaining('SIGKILL'),
  });
});

test("the time limit takes the compiler's own children along", async () => {
  const directory = workspace({ 'program.bpf.c': 'int x;\n' });
  // Some installations have a script in clang's place; it starts the real one as a child of its own.
  write(root, 'clang', '#!/bin/sh\ncase "$*" in *program.bpf.c*) sleep 600 & wait ;; esac\nclang-19 "$@"\n');
  chmodSync(join(root, 'clang'), 0o755);
  setClang(join(root, 'clang'));
  const building = buildGadget({ directory, timeoutMs: 1000 });
  await until(() => processesIn(directory).length === 2);
  expect(await building).toMatchObject({ status: 'failed', timedOut: true });
  expect(processesIn(directory)).toEqual([]);
});

describe('an interrupted build', () => {
  test('kills the compiler and rejects', async () => {
    const directory = endless();
    const controller = new AbortController();
    const building = buildGadget({ directory, signal: controller.signal });
    const outcome = expect(building).rejects.toMatchObject({ kind: 'interrupted', code: 'interrupted' });
    await until(() => processesIn(directory).length > 0);
    controller.abort();
    await outcome;
    expect(processesIn(directory)).toEqual([]);
    expect(readdirSync(temp)).toEqual([]);
  });

  test('does not start when it is interrupted before', async () => {
    const directory = workspace({ 'program.bpf.c': 'int never;\n' });
    const building = buildGadget({ directory, signal: AbortSignal.abort(), useCache: false });
    await expect(building).rejects.toMatchObject({ kind: 'interrupted' });
  });

  test('leaves no compiler behind when the lab itself is killed', async () => {
    const directory = endless();
    const module = JSON.stringify(join(projectRoot, 'grader/build/index.ts'));
    const program = `import { buildGadget } from ${module}; void buildGadget({ directory: ${JSON.stringify(directory)} });`;
    const lab = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
      cwd: projectRoot,
      stdio: 'inherit',
    });
    await until(() => processesIn(directory).length > 0);
    lab.kill('SIGKILL');
    await once(lab, 'exit');
    await until(() => processesIn(directory).length === 0);
  });
});

test('no limit leaves anything in the temp folder but what a killed lab left', () => {
  const left = readdirSync(temp).filter((name) => name.startsWith('gadget-lab-'));
  const alive = left.filter((name) => existsSync(`/proc/${name.split('-')[2]}`));
  expect(alive).toEqual([]);
  expect(left.length).toBeLessThanOrEqual(1);
});
