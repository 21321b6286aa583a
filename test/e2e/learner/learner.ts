import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makePlaces, type Places, processesWith } from '../../support/places.ts';
import { openTerminal, type Terminal, type TerminalOptions } from '../../support/terminal.ts';
import { observeSessions, type Sessions } from './sessions.ts';

/** Somebody at a terminal, with an editor: what they do, and what they get to see. */
export interface Learner {
  readonly terminal: Terminal;
  /** Where their shell begins. */
  readonly home: string;
  readonly places: Places;
  /** What the lab makes on the machine, from the beginning. */
  readonly sessions: Sessions;
  /** Another terminal of theirs, in the same home. */
  openSecond(): Promise<Terminal>;
  /** Wipes the screen, runs a command to its end, gives back what is to be seen then. */
  run(line: string): Promise<string>;
  /** Wipes the screen and starts a command. */
  start(line: string): Promise<void>;
  /** Saves a program as editors do: in place one time, by rename the next. */
  save(text: string): Promise<void>;
  /** The page that `lab watch` drew last, with what of it was scrolled away. */
  page(): Promise<string>;
  /**
   * Does something that makes the lab check, and waits for a verdict that is not the one of before and shows all these.
   * @returns The page.
   */
  verdictOf(action: () => Promise<void>, ...shown: readonly (string | RegExp)[]): Promise<string>;
  /** Each call of the editor that `EDITOR` names: its arguments. */
  edits(): Promise<readonly string[]>;
  /** Processes of the lab that were started in this terminal: `pid command line`. */
  labProcesses(): Promise<readonly string[]>;
  leave(): Promise<void>;
}

export const WORKSPACE = 'mygadget';
/** Others may be busy on the same machine. */
export const PATIENCE = 60_000;
const INTERVAL = 60;
const MARK = 'LAB_TEST_LEARNER';

/** A verdict's first line, or the line that introduces a step; not a line of the status, which ends with its points. */
const HEADING = /^(?:[✓✗!] \d\d \S+: (?!.*\bseed \d).* points\b.*|▸ \d\d \S+: .*[^\d\s])$/gm;

/** An editor that appends a line to the file that it is given, and notes its arguments. */
const EDITOR = `#!/bin/sh
printf '%s\\n' "$*" >> "$EDITS"
for file do :; done
echo '// edited' >> "$file"
`;

export async function makeLearner(options: TerminalOptions = {}): Promise<Learner> {
  const places = await makePlaces();
  // Hidden, so that it is not taken for something that the lab has left behind.
  const home = join(places.folder, '.home');
  const editor = join(places.folder, '.editor');
  const edits = join(places.folder, '.edits');
  const program = join(home, WORKSPACE, 'program.bpf.c');
  await mkdir(home);
  await writeFile(editor, EDITOR, { mode: 0o755 });
  const env = {
    ...places.env,
    ...{ EDITOR: editor, EDITS: edits, VISUAL: undefined, PAGER: undefined, LESS: undefined },
    ...{ [MARK]: places.folder, ...options.env },
  };
  const open = (): Promise<Terminal> => openTerminal({ cwd: home, ...options, env });
  const terminal = await open();
  const opened = [terminal];
  const sessions = observeSessions(places);
  let saves = 0;

  async function start(line: string): Promise<void> {
    await terminal.type(`clear; ${line}`);
    // Only then is a prompt on the screen a new one.
    await waitUntil(terminal.screen, (screen) => screen.endsWith(`clear; ${line}`));
    await terminal.press('Enter');
  }

  async function page(): Promise<string> {
    const text = await terminal.scrollback();
    return text.slice([...text.matchAll(HEADING)].at(-1)?.index ?? text.length);
  }

  async function labProcesses(): Promise<readonly string[]> {
    return (await processesWith(MARK, places.folder)).filter((line) => /lab\.js|session\/main/.test(line));
  }

  return {
    ...{ terminal, home, places, sessions, start, page, labProcesses },
    async openSecond() {
      const second = await open();
      opened.push(second);
      return second;
    },
    async run(line) {
      await start(line);
      return terminal.waitFor(/^\$$(?![\s\S])/m, PATIENCE);
    },
    async save(text) {
      saves += 1;
      if (saves % 2 === 1) return writeFile(program, text);
      await writeFile(`${program}.tmp`, text);
      await rename(`${program}.tmp`, program);
    },
    async verdictOf(action, ...shown) {
      const before = seedOf(await page());
      await action();
      return waitUntil(page, (text) => ![undefined, before].includes(seedOf(text)) && shows(text, shown));
    },
    edits: async () => (await readFile(edits, 'utf8')).trimEnd().split('\n'),
    async leave() {
      sessions.stop();
      await Promise.all(opened.map((each) => each.close()));
      await places.remove();
    },
  };
}

/** Each check has one of its own. */
function seedOf(page: string): string | undefined {
  return page.match(/\bseed (\d+)$/m)?.[1];
}

function shows(text: string, all: readonly (string | RegExp)[]): boolean {
  return all.every((wanted) => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)));
}

/** Looks again and again. @throws with what was seen last, after so many milliseconds */
export async function waitUntil(
  look: () => Promise<string> | string,
  isWanted: (text: string) => boolean,
  timeoutMs = PATIENCE,
): Promise<string> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (isWanted(seen)) return seen;
    if (performance.now() > deadline) throw new Error(`waited in vain; at last there was:\n${seen}`);
    await sleep(INTERVAL);
  }
}

/** Lines of a page that the terminal itself had to break: what the lab lays out is indented, but for headings and keys. */
export function brokenLines(page: string): readonly string[] {
  const [findings = ''] = page.split(/^(?:n on to|h hint)/m);
  return findings.split('\n').filter((line) => !/^(?:$| {2}|[✓✗!▸] \d\d )/.test(line));
}
