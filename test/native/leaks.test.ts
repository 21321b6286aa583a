import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDirectory, projectRoot } from '../../grader/model/project.ts';
import { describeWith, requireBpf } from '../support/requires.ts';
import { compile } from './support.ts';

const VARIANTS = ['Release', 'Debug'] as const;
const ROUNDS = 200;
/** KiB over all rounds. The compiled object alone has 600, and the ring's mappings have 500. */
const MOST_GROWTH = 2048;

let folder: string;
let object: string;
beforeAll(() => {
  execFileSync('make', ['-C', 'native', 'VARIANT=Debug'], { cwd: projectRoot, stdio: 'pipe' });
  folder = mkdtempSync(join(tmpdir(), 'native-leaks-'));
  object = join(folder, 'opens.bpf.o');
  writeFileSync(object, compile('opens'));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Runs a script with the addon's variant, and gives what it printed. */
function run(variant: string, name: string, ...args: readonly string[]): string {
  return execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', script(name), ...args], {
    cwd: projectRoot,
    env: { ...process.env, LAB_NATIVE: variant },
    encoding: 'utf8',
    timeout: 240_000,
  });
}

describeWith(requireBpf(), 'two hundred objects, one after another', () => {
  test.each(VARIANTS)(
    'leave no descriptor, no thread and no memory behind (%s)',
    (variant) => {
      const { before, after } = JSON.parse(run(variant, 'leak-rounds.ts', object, `${ROUNDS}`));
      expect(after.records).toBeGreaterThanOrEqual(ROUNDS);
      expect(after.descriptors).toBe(before.descriptors);
      expect(after.threads).toBe(before.threads);
      expect(before.heap).toBeGreaterThan(0);
      expect(after.heap - before.heap).toBeLessThan(MOST_GROWTH);
      expect(after.mapped - before.mapped).toBeLessThan(10 * MOST_GROWTH);
    },
    250_000,
  );
});

describeWith(requireBpf(), 'what nobody closes', () => {
  test.each(VARIANTS)(
    'is closed with the worker or by the garbage collector (%s)',
    (variant) => {
      const addon = join(buildDirectory, 'native', variant, 'gadget_lab.node');
      const { before, worker, abandoned, collected } = JSON.parse(run(variant, 'abandon.ts', object, addon));
      expect(worker).toEqual(before);
      expect(abandoned.threads).toBe(before.threads + 3);
      expect(collected).toEqual(before);
    },
    120_000,
  );

  test.each(VARIANTS)(
    'does not hinder a process that exits in the middle of events (%s)',
    (variant) => {
      expect(run(variant, 'exit-busy.ts', object)).toBe('leaving\n');
    },
    120_000,
  );
});

describeWith(requireBpf(), 'a callback that throws', () => {
  test('is reported as an uncaught exception, as everywhere in Node', () => {
    expect(run('Release', 'throw.ts', object)).toBe('uncaught: thrown by notify\n');
  });
});
