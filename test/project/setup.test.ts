import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { projectRoot } from '../../grader/model/project.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Surroundings {
  readonly PATH?: string;
}

/** Runs set-up without a terminal and outside of CI. */
function setUp(args: readonly string[], { PATH = process.env.PATH ?? '' }: Surroundings = {}) {
  const env = { ...process.env, PATH, CI: '' };
  const command = [join(projectRoot, 'scripts/setup.mjs'), ...args];
  return spawnSync(process.execPath, command, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
}

const gitStatus = (): string =>
  spawnSync('git', ['status', '--porcelain'], { cwd: projectRoot, encoding: 'utf8' }).stdout;

describe('set-up', () => {
  test('has nothing left to do when everything is there, and leaves the working tree as it is', () => {
    const before = gitStatus();
    expect(setUp(['--for', 'demo'])).toMatchObject({ status: 0 });

    const { status, stderr } = setUp(['--for', 'demo']);

    expect(stderr).toMatch(/^set-up: nothing to do \(.* s\)\n$/);
    expect(status).toBe(0);
    expect(gitStatus()).toBe(before);
  });

  test('refuses a purpose that there is none of, with its usage', () => {
    const { status, stderr } = setUp(['--for', 'fun']);
    expect(stderr).toContain("no set-up for 'fun'");
    expect(stderr).toContain('Usage:');
    expect(status).toBe(2);
  });

  test('names the packages and the command, where packages are missing and nobody can be asked', () => {
    for (const tool of ['apt-get', 'apt-cache']) symlinkSync(join('/usr/bin', tool), join(folder, tool));

    const { status, stderr } = setUp(['--for', 'test'], { PATH: folder });

    expect(stderr).toMatch(/packages are missing, and there is no terminal to ask on: .*\bmake\b/);
    expect(stderr).toContain('node scripts/setup.mjs --for test --yes');
    expect(status).toBe(3);
  });

  test('names what is missing on a system without apt', () => {
    const { status, stderr } = setUp(['--for', 'demo'], { PATH: folder });
    expect(stderr).toMatch(/missing: clang 14 or newer, /);
    expect(stderr).toContain('its own package manager');
    expect(status).toBe(3);
  });
});
