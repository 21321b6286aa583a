import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { executables } from '../../grader/build/executables.ts';
import { lendTerminal } from './lend.ts';

/** A place in a file. Line and column count from 1. */
export interface Place {
  /** Absolute path. */
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export interface Editor {
  /** As the learner wrote it, arguments and all: `code --wait`. */
  readonly command: string;
  /** Has a window of its own, and does not need the terminal. */
  readonly hasWindow: boolean;
}

/** Editors with a window, by the program's name; they take `FILE:LINE:COLUMN`, some after an option. */
const WINDOWS: Readonly<Record<string, readonly string[]>> = {
  code: ['-g'],
  'code-insiders': ['-g'],
  codium: ['-g'],
  cursor: ['-g'],
  windsurf: ['-g'],
  subl: [],
  zed: [],
  zeditor: [],
};

/** Editors in the terminal that take `FILE:LINE:COLUMN`; all others take `+LINE FILE`, as vi does. */
const COLONS: ReadonlySet<string> = new Set(['hx', 'helix']);

/** `$VISUAL`, `$EDITOR`, the editor whose terminal this is, whatever there is. */
export async function findEditor(): Promise<Editor | undefined> {
  const { VISUAL, EDITOR, TERM_PROGRAM } = process.env;
  const wished = [VISUAL, EDITOR].find((command) => command?.trim());
  if (wished) return editorOf(wished.trim());
  const candidates = [
    ...(TERM_PROGRAM === 'vscode' ? ['code'] : []),
    'sensible-editor',
    'code',
    'nano',
    'vim',
    'vi',
  ];
  for (const name of candidates) {
    if ((await executables(name)).length > 0) return editorOf(name);
  }
  return undefined;
}

/** The arguments that let an editor open a file at a place. */
export function placeArguments({ command }: Editor, { file, line, column }: Place): readonly string[] {
  const name = programOf(command);
  const full = [file, line, line && column].filter(Boolean).join(':');
  const options = hasWindow(name) ? WINDOWS[name] : undefined;
  if (options) return [...options, full];
  if (COLONS.has(name)) return [full];
  return line === undefined ? [file] : [`+${line}`, file];
}

/** The shell says within this time that it finds no such program. */
const START_MS = 300;

/**
 * Opens a file. Resolves when an editor in the terminal has ended; one with a window is not waited for.
 * @param signal Ends an editor that has the terminal.
 * @returns False if it could not be started.
 */
export async function openEditor(
  editor: Editor,
  place: Place,
  signal = new AbortController().signal,
): Promise<boolean> {
  // Through the shell, as git does: the variable may hold options and quotes.
  const script = `exec ${editor.command} "$@"`;
  const words = placeArguments(editor, place);
  if (editor.hasWindow) return openWindow(script, words);
  const code = await lendTerminal(script, words, { signal });
  return code !== undefined && code !== 126 && code !== 127;
}

function openWindow(script: string, words: readonly string[]): Promise<boolean> {
  const child = spawn('/bin/sh', ['-c', script, 'sh', ...words], { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code !== 126 && code !== 127));
    setTimeout(resolve, START_MS, true);
  });
}

function editorOf(command: string): Editor {
  return { command, hasWindow: hasWindow(programOf(command)) };
}

function hasWindow(program: string): boolean {
  return Object.hasOwn(WINDOWS, program);
}

/** The name of the command's first word, which may hold quotes: `"/opt/my editor/code" --wait`. */
function programOf(command: string): string {
  const [word = ''] = /^(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])+/.exec(command) ?? [];
  return basename(word.replace(/["'\\]/g, ''));
}
