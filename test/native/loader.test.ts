import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../grader/model/project.ts';

/** A copy of what the addon's loader needs, in a folder of its own, where nothing is built. */
function withBareProject(use: (root: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'native loader '));
  try {
    for (const part of ['package.json', 'native', 'grader/model', 'steps'])
      cpSync(join(projectRoot, part), join(folder, part), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Loads the addon in a process of its own and tells, as JSON, what came of it. */
function load(root: string, variant: string): unknown {
  const program = `
    import(${JSON.stringify(join(root, 'native/index.ts'))})
      .then(({ loadNative }) => ({ version: loadNative(...${variant}).libbpfVersion() }))
      .catch(({ name, kind, code, hint }) => ({ name, kind, code, hint }))
      .then((answer) => console.log(JSON.stringify(answer)));`;
  const output = execFileSync(process.execPath, ['--import', 'tsx', '-e', program], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, LAB_NATIVE: 'Debug' },
  });
  return JSON.parse(output);
}

test('an addon that was never built is a matter of set-up', () => {
  withBareProject((root) => {
    const missing = { name: 'LabError', kind: 'machine', code: 'native-missing' };
    expect(load(root, '["Release"]')).toEqual({ ...missing, hint: 'npm run setup' });
    // The environment asks for the other build.
    expect(load(root, '[]')).toEqual({ ...missing, hint: 'make -C native VARIANT=Debug' });
  });
});

test('the addon is built in a folder with a space in its name, once', () => {
  withBareProject((root) => {
    const make = (...options: readonly string[]) =>
      spawnSync('make', ['-C', 'native', 'VARIANT=Debug', ...options], { cwd: root, encoding: 'utf8' });
    const built = make();
    expect(built.status, built.stderr).toBe(0);
    expect(make('--question').status).toBe(0);
    expect(load(root, '["Debug"]')).toEqual({ version: expect.stringMatching(/^1\.\d+$/) });
  });
}, 300_000);
