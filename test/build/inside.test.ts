import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInsideSync } from '../../grader/build/inside.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-inside-'));
  await writeFile(join(folder, 'main.go'), 'package main\n');
});

afterEach(() => rm(folder, { recursive: true }));

const read = (name: string): string | undefined => readInsideSync(folder, name, 1024);

describe('a line of source that is to be shown', () => {
  it('comes from the workspace', () => {
    expect(read('main.go')).toBe('package main\n');
  });

  it.each(['../../../etc/passwd', '/etc/passwd', '.', '', 'nothing.go', 'a\0b'])(
    'never comes from %j, whatever a #line directive says',
    (name) => {
      expect(read(name)).toBeUndefined();
    },
  );

  it('does not come through a link that leads out, nor from a pipe, nor from a giant', async () => {
    await symlink('/etc/passwd', join(folder, 'link.go'));
    execFileSync('mkfifo', [join(folder, 'pipe.go')]);
    await writeFile(join(folder, 'giant.go'), 'x'.repeat(1025));
    expect(['link.go', 'pipe.go', 'giant.go'].map(read)).toEqual([undefined, undefined, undefined]);
  });
});
