import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith, requirePrograms } from '../../support/requires.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';

const QUESTION = 'Keep your work in a git repository, too? [y/N]';

let folder: string;
let terminal: Terminal;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-ask-'));
});

afterEach(async () => {
  await terminal.close();
  await rm(folder, { recursive: true });
});

/** Starts a workspace on a terminal; `line` may put something around it. */
async function start(line = 'lab start', env: Readonly<Record<string, string>> = {}): Promise<void> {
  terminal = await openTerminal({ cwd: folder, columns: 100, rows: 30, env });
  await terminal.type(`clear; ${line}; echo code $?`);
  await terminal.press('Enter');
}

const isRepository = (): boolean => existsSync(join(folder, 'mygadget/.git'));

describeWith(requirePrograms('tmux', 'setpriv', 'git'), 'a question', () => {
  it.each(['y', 'Y', 'yes', ' YES '])('is answered with %j: yes', async (answer) => {
    await start();
    await terminal.waitFor(QUESTION);
    await terminal.type(answer);
    await terminal.press('Enter');
    expect(await terminal.waitFor(/^code \d/m)).toContain('code 0');
    expect(isRepository()).toBe(true);
  });

  it.each(['n', 'no', '', 'yess', 'sure y'])('is answered with %j: no', async (answer) => {
    await start();
    await terminal.waitFor(QUESTION);
    await terminal.type(answer);
    await terminal.press('Enter');
    expect(await terminal.waitFor(/^code \d/m)).toContain('code 0');
    expect(isRepository()).toBe(false);
  });

  it('is left by Ctrl-C: an interruption that changes nothing more', async () => {
    await start();
    await terminal.waitFor(QUESTION);
    await terminal.type('y');
    await terminal.press('C-c');
    expect(await terminal.waitFor(/^code \d/m)).toMatch(/Interrupted\.\ncode 130/);
    expect(isRepository()).toBe(false);
    // The workspace was made before, and is whole.
    expect((await readdir(join(folder, 'mygadget'))).sort()).toEqual(['.lab', 'program.bpf.c']);
    await terminal.type('clear; cd mygadget && lab status >status; echo code $?');
    await terminal.press('Enter');
    await terminal.waitFor('code 0');
  });

  it('is answered by Ctrl-D: no', async () => {
    await start();
    await terminal.waitFor(QUESTION);
    await terminal.press('C-d');
    expect(await terminal.waitFor(/^code \d/m)).toMatch(/\[y\/N\]\ncode 0$/m);
    expect(isRepository()).toBe(false);
  });

  it('leaves the terminal as it was', async () => {
    await start('stty -a >before; lab start; stty -a >after; cmp before after');
    await terminal.waitFor(QUESTION);
    await terminal.press('Enter');
    await terminal.waitFor('code 0');
    await terminal.type('echo visible');
    await terminal.press('Enter');
    await terminal.waitFor(/^visible$/m);
  });

  it.each([
    ['nobody can see it', 'lab start 2>/dev/null', {}],
    ['nobody can answer it', 'lab start </dev/null', {}],
    ['a machine runs the lab', 'lab start', { CI: 'true' }],
    ['the answer is given', 'lab start --no-git', {}],
  ])('is not asked where %s', async (_why, line, env) => {
    await start(line, env);
    expect(await terminal.waitFor(/^code \d/m)).not.toContain('git repository');
    expect(await terminal.screen()).toContain('code 0');
    expect(isRepository()).toBe(false);
  });
});
