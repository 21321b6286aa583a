import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { projectRoot } from '../../grader/model/project.ts';
import { processesWith } from './places.ts';

export interface TerminalOptions {
  /** 80 where none are given. */
  readonly columns?: number;
  /** 24 where none are given. */
  readonly rows?: number;
  readonly cwd?: string;
  /** Added to the test's own environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A real terminal in which bash waits with `$ `, and finds `lab` on its PATH. */
export interface Terminal {
  /** Types a text; not its Enter. Wait for the prompt first: what comes while a program ends may be lost. */
  type(text: string): Promise<void>;
  /** Presses keys by tmux's names: `Enter`, `Tab`, `Escape`, `C-c`, `C-z`, `Up`. */
  press(...keys: readonly string[]): Promise<void>;
  /** What is to be seen, without blanks at the ends of lines and empty lines at the end. */
  screen(): Promise<string>;
  /** The same, with all that was scrolled away. */
  scrollback(): Promise<string>;
  /** What is to be seen, with the escapes that colour it. */
  escapes(): Promise<string>;
  /** Waits until the screen shows this, and gives the screen back. Throws with the last screen after `timeoutMs`. */
  waitFor(wanted: string | RegExp, timeoutMs?: number): Promise<string>;
  resize(columns: number, rows: number): Promise<void>;
  /** Ends the terminal and whatever still runs in it, and removes its folder. */
  close(): Promise<void>;
}

/** What would tell a program that nobody is watching, or that it is in another terminal than this. */
const FOREIGN =
  /^(NO_COLOR|FORCE_COLOR|NODE_DISABLE_COLORS|CI|COLORTERM|TERM.*|TMUX.*|VITEST.*|TEST|NODE_ENV)$/;
const MARK = 'LAB_TEST_TERMINAL';
const CONFIG = `
set -g default-terminal tmux-256color
set -g history-limit 50000
set -g status off
set -s escape-time 0
`;

/**
 * The server stays in the foreground, so that it ends with the test's process, however that ends: then the kernel
 * signals the shell around it, which removes the folder in either case.
 */
const SERVER = `
trap 'kill "$server"' TERM
tmux -L "$1" -f "$2/tmux.conf" -D & server=$!
wait; wait
rm -rf "$2"
`;

/** Milliseconds between two looks at the screen. */
const INTERVAL = 30;
const TIMEOUT = 15_000;
/** Programs that were hung up on have so long to clean up. */
const FAREWELL = 10_000;

/** Opens a terminal. Close it in `afterEach` or `finally`. */
export async function openTerminal(options: TerminalOptions = {}): Promise<Terminal> {
  const { columns = 80, rows = 24, cwd = projectRoot } = options;
  const folder = await mkdtemp(join(tmpdir(), 'lab-terminal-'));
  const name = `lab-${randomBytes(6).toString('hex')}`;
  const env = await prepare(folder, name, options.env ?? {});
  const server = spawn('setpriv', ['--pdeathsig', 'TERM', 'sh', '-c', SERVER, 'sh', name, folder], {
    env,
    stdio: 'ignore',
  });
  const tmux = async (...args: readonly string[]): Promise<string> => {
    const words = ['-L', name, '-N', ...args];
    return (await promisify(execFile)('tmux', words, { env, maxBuffer: 2 ** 26 })).stdout;
  };
  const shell = ['bash', '--norc', '--noprofile'];
  const terminal = terminalOf(tmux, () => end(tmux, server, name));
  try {
    await retry(() => tmux('new-session', '-d', '-x', `${columns}`, '-y', `${rows}`, '-c', cwd, ...shell));
    await terminal.waitFor(/^\$$/m);
  } catch (error) {
    await terminal.close();
    throw error;
  }
  return terminal;
}

function terminalOf(
  tmux: (...args: readonly string[]) => Promise<string>,
  close: () => Promise<void>,
): Terminal {
  const capture = async (...args: readonly string[]): Promise<string> =>
    (await tmux('capture-pane', '-p', ...args)).replace(/[ \t]+$/gm, '').trimEnd();
  const screen = (): Promise<string> => capture();
  return {
    // A semicolon at the end would be tmux's own.
    type: async (text) => void (await tmux('send-keys', '-l', '--', text.replace(/;$/, '\\;'))),
    press: async (...keys) => void (await tmux('send-keys', '--', ...keys)),
    screen,
    scrollback: () => capture('-S', '-'),
    escapes: () => capture('-e'),
    waitFor: (wanted, timeoutMs = TIMEOUT) => waitFor(screen, wanted, timeoutMs),
    resize: async (columns, rows) => void (await tmux('resize-window', '-x', `${columns}`, '-y', `${rows}`)),
    close,
  };
}

async function waitFor(
  screen: () => Promise<string>,
  wanted: string | RegExp,
  timeoutMs: number,
): Promise<string> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const shown = await screen();
    if (typeof wanted === 'string' ? shown.includes(wanted) : shown.search(wanted) >= 0) return shown;
    if (performance.now() > deadline)
      throw new Error(`the terminal does not show ${String(wanted)} but:\n${shown}`);
    await sleep(INTERVAL);
  }
}

/** Fills the terminal's folder. Gives back the environment of the server, which bash inherits. */
async function prepare(
  folder: string,
  mark: string,
  env: NonNullable<TerminalOptions['env']>,
): Promise<NodeJS.ProcessEnv> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const lab = `#!/bin/sh\nexec '${process.execPath}' '${join(projectRoot, 'bin/lab.js')}' "$@"\n`;
  await writeFile(join(bin, 'lab'), lab, { mode: 0o755 });
  await writeFile(join(folder, 'tmux.conf'), CONFIG);
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  const path = env.PATH ?? process.env.PATH ?? '';
  return {
    ...Object.fromEntries(inherited),
    ...{ LANG: 'C.UTF-8', LC_ALL: undefined, PS1: '$ ', PROMPT_COMMAND: undefined, BASH_ENV: undefined },
    // Neither the user's key bindings nor the user's history.
    ...{ INPUTRC: '/dev/null', HISTFILE: '' },
    ...env,
    ...{ PATH: `${bin}${delimiter}${path}`, TMUX_TMPDIR: folder, [MARK]: mark },
  };
}

/** The server needs a moment to listen. */
async function retry(attempt: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + TIMEOUT;
  for (;;) {
    const error = await attempt().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === undefined) return;
    if (performance.now() > deadline) throw error;
    await sleep(INTERVAL);
  }
}

async function end(
  tmux: (...args: readonly string[]) => Promise<string>,
  server: ChildProcess,
  mark: string,
): Promise<void> {
  const gone = server.exitCode !== null || server.signalCode !== null;
  if (!gone) await Promise.all([once(server, 'exit'), tmux('kill-server').catch(() => server.kill())]);
  const left = async (): Promise<readonly number[]> =>
    (await processesWith(MARK, mark)).map((line) => Number.parseInt(line, 10));
  const deadline = performance.now() + FAREWELL;
  while ((await left()).length > 0 && performance.now() < deadline) await sleep(INTERVAL);
  for (const pid of await left()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended meanwhile.
    }
  }
}
