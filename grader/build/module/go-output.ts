import { relative, resolve } from 'node:path';
import type { Diagnostic } from '../../model/artifact.ts';
import { isBelow } from '../inside.ts';
import type { GoPlaces } from './compile-go.ts';

/** What Go said: remarks with a place, and the lines that have none. */
export interface GoOutput {
  readonly diagnostics: readonly Diagnostic[];
  readonly rest: readonly string[];
}

const MOST = 100;
const LONGEST_MESSAGE = 2000;

/** `./main.go:64:2: declared and not used: x`; go.mod has no columns. */
const LOCATED = /^(?:go: )?(\S.*?):(\d+)(?::(\d+))?: (.+)$/;
/** Of an error that has two places, the second. */
const SECOND_PLACE = /^\t(\S.*?):(\d+):(\d+): (.+)$/;
/** `# command-line-arguments` is the package; the others only say what Go is doing. */
const NO_NEWS = /^(?:# |go: (?:finding|downloading|found|added|upgraded|errors parsing)|too many errors)/;

/** Reads the output of a `go build` that failed. Everything in it is an error; a second place becomes a note. */
export function parseGoOutput(output: string, places: GoPlaces): GoOutput {
  const diagnostics: Diagnostic[] = [];
  const rest: string[] = [];
  for (const line of output.split('\n')) {
    const found = parseLine(line, places);
    const last = diagnostics.at(-1);
    if (found !== undefined) diagnostics.push(found);
    // `have (…)` and `want (…)` go on with the line before.
    else if (line.startsWith('\t') && last !== undefined && rest.length === 0) {
      diagnostics[diagnostics.length - 1] = { ...last, message: cut(`${last.message}; ${line.trim()}`) };
    } else if (line.trim() !== '' && !NO_NEWS.test(line)) rest.push(line);
  }
  return { diagnostics: diagnostics.slice(0, MOST), rest };
}

function parseLine(line: string, places: GoPlaces): Diagnostic | undefined {
  const second = SECOND_PLACE.exec(line);
  const [, file = '', row, column, message] = second ?? LOCATED.exec(line) ?? [];
  if (message === undefined) return undefined;
  return {
    file: nameIn(file, places),
    line: Number(row),
    column: Number(column ?? 0),
    severity: second === null ? 'error' : 'note',
    category: 'Go',
    message: cut(message),
  };
}

/** Relative to the workspace where it is below it; else as Go wrote it. */
export function nameIn(file: string, { cwd, workspace, standIns }: GoPlaces): string {
  const path = resolve(cwd, file);
  const name = standIns.get(path);
  if (name !== undefined) return name;
  return isBelow(path, workspace) ? relative(workspace, path) : file;
}

function cut(message: string): string {
  return message.slice(0, LONGEST_MESSAGE);
}
