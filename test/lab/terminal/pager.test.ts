import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '../../../grader/model/project.ts';
import { describeWith, requirePrograms } from '../../support/requires.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';

/** Pages so many numbered lines, with the lab's own handling of Ctrl-C. */
const SCRIPT = `
import { page } from '${projectRoot}/lab/terminal/pager.ts';
import { onInterrupt } from '${projectRoot}/lab/terminal/interrupt.ts';
const abort = new AbortController();
onInterrupt(abort);
const lines = Array.from({ length: Number(process.argv[2]) }, (_, index) => 'line ' + (index + 1) + '\\n');
await page(lines.join(''), { signal: abort.signal });
process.stdout.write('left, aborted: ' + abort.signal.aborted + '\\n');
`;

let folder: string;
let terminal: Terminal;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-pager-'));
  await writeFile(join(folder, 'show.mts'), SCRIPT);
});

afterEach(() => terminal.close());
afterAll(() => rm(folder, { recursive: true }));

/** Shows `lines` lines on a terminal of 10 rows. */
async function show(lines: number, env: Readonly<Record<string, string>> = {}, pipe = ''): Promise<void> {
  const none = { PAGER: undefined, LESS: undefined, LESSCHARSET: undefined };
  terminal = await openTerminal({ rows: 10, env: { ...none, SHOW: join(folder, 'show.mts'), ...env } });
  await terminal.type(`clear; node --import tsx $SHOW ${lines} ${pipe}; echo code $?`);
  await terminal.press('Enter');
}

describeWith(requirePrograms('tmux', 'setpriv', 'less'), 'a text', () => {
  it('that is longer than the screen is shown in less, until the reader leaves', async () => {
    await show(50);
    expect(await terminal.waitFor(/^:$/m)).toContain('line 9');
    expect(await terminal.screen()).not.toContain('line 10');
    await terminal.press('G');
    await terminal.waitFor('line 50');
    await terminal.press('q');
    await terminal.waitFor(/left, aborted: false\ncode 0/);
  });

  it('that is no longer than the screen is printed', async () => {
    await show(9, { PAGER: 'sed s/^/paged/' });
    expect(await terminal.waitFor('code 0')).not.toContain('paged');
  });

  it('goes to the pager that the reader wants, by a shell', async () => {
    await show(12, { PAGER: "sed 's/^/paged /' | tail -n 3" });
    await terminal.waitFor(/^paged line 10\npaged line 11\npaged line 12\nleft, aborted: false\ncode 0/m);
    expect(await terminal.scrollback()).not.toContain('line 9');
  });

  it.each([{ PAGER: 'no-such-pager' }, { PAGER: '/etc/passwd' }, { PAGER: '' }, { PAGER: 'cat' }])(
    'is printed with %o',
    async (env) => {
      await show(50, env);
      await terminal.waitFor('code 0');
      expect(await terminal.scrollback()).toMatch(/^line 1\n(.*\n)*line 50\nleft, aborted: false\ncode 0/m);
    },
  );

  it('is printed on a dumb terminal', async () => {
    await show(50, { PAGER: 'sed s/^/paged/' });
    await terminal.waitFor('code 0');
    expect(await terminal.scrollback()).toContain('pagedline 50');
    await terminal.type('TERM=dumb node --import tsx $SHOW 60; echo end');
    await terminal.press('Enter');
    await terminal.waitFor(/^end/m);
    expect(await terminal.scrollback()).toMatch(/^line 60$/m);
  });

  it('is printed where stdout is no terminal', async () => {
    await show(50, { PAGER: 'sed s/^/paged/' }, '| tail -n 2');
    await terminal.waitFor(/^line 50\nleft, aborted: false\ncode 0/m);
  });

  it('may be left early', async () => {
    await show(200_000, { PAGER: 'head -n 1' });
    await terminal.waitFor(/^line 1\nleft, aborted: false\ncode 0/m);
  });

  it('is not lost by Ctrl-C, which is the pager’s', async () => {
    await show(50);
    await terminal.waitFor(/^:$/m);
    await terminal.press('C-c');
    // less drops what was typed before it had dealt with the signal.
    await terminal.press('G');
    await terminal.waitFor('line 50', 2000).catch(() => terminal.press('G'));
    await terminal.waitFor('line 50');
    await terminal.press('q');
    await terminal.waitFor(/left, aborted: false\ncode 0/);
  });

  it.each([
    [{}, 'FRX utf-8'],
    [{ LESS: 'S', LESSCHARSET: 'latin1' }, 'S latin1'],
  ])('leaves settings as they are, with %o', async (env, shown) => {
    await show(50, { ...env, PAGER: 'echo $LESS $LESSCHARSET' });
    await terminal.waitFor(`${shown}\nleft`);
  });
});
