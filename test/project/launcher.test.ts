import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { projectRoot } from '../../grader/model/project.ts';

const launcher = join(projectRoot, 'bin/lab.js');
const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));

describe('bin/lab.js', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab launcher '));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('runs from anywhere through a symbolic link, as npm link makes it', () => {
    symlinkSync(launcher, join(folder, 'lab'));
    const { status, stdout } = spawnSync(join(folder, 'lab'), ['--version'], { cwd: '/', encoding: 'utf8' });
    expect(stdout).toBe(`${version}\n`);
    expect(status).toBe(0);
  });

  test('says what to do before set-up has been run', () => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    copyFileSync(launcher, join(folder, 'bin/lab.js'));
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin/lab.js')], {
      encoding: 'utf8',
    });
    expect(stderr).toContain('npm run setup');
    expect(status).toBe(3);
  });
});
