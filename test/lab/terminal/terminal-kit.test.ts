import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { processesWith } from '../../support/places.ts';
import { describeWith, requirePrograms } from '../../support/requires.ts';
import { openTerminal, type Terminal, type TerminalOptions } from '../../support/terminal.ts';

let terminal: Terminal;

afterEach(() => terminal.close());

async function open(options: TerminalOptions = {}): Promise<void> {
  terminal = await openTerminal(options);
}

async function enter(line: string): Promise<void> {
  await terminal.type(line);
  await terminal.press('Enter');
}

describeWith(requirePrograms('tmux', 'setpriv'), 'the terminal of the tests', () => {
  it('shows the whole help of the lab at 80×24, and nothing wider', async () => {
    await open();
    await enter('lab --help');
    await terminal.waitFor(/130 +interrupted/);
    const text = await terminal.scrollback();
    expect(text).toContain('Usage: lab');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('tells colour from none', async () => {
    await open();
    await enter('lab image inspect UPPER');
    await terminal.waitFor('lab:');
    expect(await terminal.escapes()).toContain('\u001b[31mlab:');
    await enter('clear; NO_COLOR=1 lab image inspect UPPER');
    await terminal.waitFor(/^lab:/);
    expect(await terminal.escapes()).not.toContain('\u001b');
  });

  it('tells its program of a new size', async () => {
    await open({ columns: 100, rows: 30 });
    await enter("trap 'echo now $(stty size)' WINCH; stty size");
    await terminal.waitFor('30 100');
    await terminal.resize(60, 10);
    await terminal.press('Enter');
    await terminal.waitFor('now 10 60');
  });

  it('hands Ctrl-C to the program that runs, and Ctrl-Z to the shell', async () => {
    await open();
    await enter("sh -c 'echo ready; exec sleep 600'");
    await terminal.waitFor(/^ready$/m);
    await terminal.press('C-c');
    await terminal.waitFor(/\^C\n\$$/);
    await enter('echo code $?');
    await terminal.waitFor('code 130');
    await enter("sh -c 'echo again; exec sleep 601'");
    await terminal.waitFor(/^again$/m);
    await terminal.press('C-z');
    await terminal.waitFor('Stopped');
  });

  it('types whatever a line may hold', async () => {
    await open();
    await enter(String.raw`printf '%s|' 'a;' "-x" $'\t' ümläut-日本 #;`);
    await terminal.waitFor(/^a;\|-x\| +\|ümläut-日本\|\$$/m);
  });

  it('says what is on the screen where the wanted does not come', async () => {
    await open();
    await enter('echo something else');
    await expect(terminal.waitFor('never', 300)).rejects.toThrow(
      /does not show never but:\n.*something else/s,
    );
  });

  it('leaves nothing behind, not even what was stopped or ignores being hung up on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lab-kit-'));
    await open({ env: { TMPDIR: folder, LAB_KIT: folder } });
    await enter("sh -c 'echo ready; exec sleep 602'");
    await terminal.waitFor(/^ready$/m);
    await terminal.press('C-z');
    await terminal.waitFor('Stopped');
    await terminal.close();
    expect(await processesWith('LAB_KIT', folder)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});
