import { isAbsolute, normalize, relative } from 'node:path';
import type { Diagnostic, FixIt } from '../model/artifact.ts';

/** How file names in clang's output become names that mean something to the learner. */
export interface Places {
  /** Absolute; paths below it become relative to it. */
  readonly workspace: string;
  /** The program's own name, for remarks without a place. */
  readonly source: string;
  /** Absolute include folders, longest first: `…/include/gadget/macros.h` becomes `gadget/macros.h`. */
  readonly includes: readonly string[];
}

/** Past so many remarks only errors are read, of which clang itself gives at most 20. */
const MOST = 200;
/** A recursive include has a chain of 200. */
const LONGEST_CHAIN = 3;
const LONGEST_MESSAGE = 2000;

const LOCATED = /^(.+?):(\d+):(\d+): (fatal error|error|warning|note|remark): (.*)$/;
/** From the driver, the preprocessor as a whole, or the code generator, which may name a place in its text. */
const UNLOCATED = /^(?:clang[^:]*: )?(fatal error|error|warning): (.*)$/;
const BACKEND_PLACE = /^(.+?):(\d+):(\d+): (.*)$/;
const INCLUDED = /^In file included from (.+):(\d+):$/;
const FIX_IT = /^fix-it:"((?:[^"\\]|\\.)*)":\{(\d+):(\d+)-(\d+):(\d+)\}:"((?:[^"\\]|\\.)*)"$/;

/** One remark with the lines that clang prints around it. */
interface Remark {
  readonly diagnostic: Diagnostic;
  /** The chain of `#include` lines that led there, outermost first; it comes before the remark. */
  readonly includes: readonly Diagnostic[];
  /** They come after the remark and its line of source. */
  readonly fixIts: FixIt[];
}

/**
 * Reads clang's classic output (of the flags in `flags.ts`), the same from clang 14 to 19. Notes follow the remark
 * that they belong to; a remark inside a header is followed by a note at the learner's `#include`.
 */
export function parseDiagnostics(output: string, places: Places): readonly Diagnostic[] {
  const remarks = readRemarks(output.split('\n'), places);
  return remarks
    .filter(({ diagnostic }, index) => index < MOST || diagnostic.severity === 'error')
    .flatMap(unfold);
}

function readRemarks(lines: readonly string[], places: Places): readonly Remark[] {
  const remarks: Remark[] = [];
  let includes: Diagnostic[] = [];
  let afterRemark = false;
  for (const line of lines) {
    const diagnostic: Diagnostic | undefined =
      parseLocated(line, places) ?? (afterRemark ? undefined : parseUnlocated(line, places));
    if (diagnostic !== undefined) {
      remarks.push({ diagnostic, includes, fixIts: [] });
      includes = [];
    }
    includes.push(...parseInclude(line, places));
    remarks.at(-1)?.fixIts.push(...parseFixIt(line, places));
    // The next line is the learner's source, where `error: return 0;` is a label.
    afterRemark = diagnostic !== undefined;
  }
  return remarks;
}

/** A fix of several parts is left out: one part alone would be wrong. */
function unfold({ diagnostic, includes, fixIts }: Remark): readonly Diagnostic[] {
  const [fixIt, another] = fixIts;
  const whole = fixIt === undefined || another !== undefined ? diagnostic : { ...diagnostic, fixIt };
  return diagnostic.severity === 'note' ? [whole] : [whole, ...includes.slice(0, LONGEST_CHAIN)];
}

function parseLocated(line: string, places: Places): Diagnostic | undefined {
  const match = LOCATED.exec(line);
  if (match === null) return undefined;
  const [, file = '', row, column, severity = '', text = ''] = match;
  return remark(nameOf(file, places), Number(row), Number(column), severity, text);
}

function parseUnlocated(line: string, places: Places): Diagnostic | undefined {
  const [, severity, text = ''] = UNLOCATED.exec(line) ?? [];
  if (severity === undefined) return undefined;
  const [, file = '', row, column, message] = BACKEND_PLACE.exec(text) ?? [];
  if (message === undefined || file.startsWith('<')) {
    return remark(places.source, 0, 0, severity, message ?? text);
  }
  return remark(nameOf(file, places), Number(row), Number(column), severity, message);
}

function remark(file: string, line: number, column: number, word: string, text: string): Diagnostic {
  const [message, category] = splitCategory(text);
  const severity = word.endsWith('error') ? 'error' : word === 'warning' ? 'warning' : 'note';
  return { file, line, column, severity, category, message: message.slice(0, LONGEST_MESSAGE) };
}

/** `… [-Werror,-Wunused-variable,Semantic Issue]`: the flag says more than the category where there is one. */
function splitCategory(text: string): readonly [string, string] {
  const [, message = text, list = ''] = /^(.*) \[([^[\]]+)\]$/.exec(text) ?? [];
  const parts = list.split(',');
  const flag = parts.find((part) => part.startsWith('-W') && part !== '-Werror');
  return [message, flag ?? parts.at(-1) ?? ''];
}

/** A note at an `#include` in the learner's own files; those in system headers are no help to anyone. */
function parseInclude(line: string, places: Places): readonly Diagnostic[] {
  const [, file, row] = INCLUDED.exec(line) ?? [];
  if (file === undefined || (isAbsolute(file) && !isBelow(file, places.workspace))) return [];
  const place = { file: nameOf(file, places), line: Number(row), column: 0 };
  return [{ ...place, severity: 'note', category: 'Include', message: 'included from here' }];
}

function parseFixIt(line: string, places: Places): readonly FixIt[] {
  const match = FIX_IT.exec(line);
  if (match === null) return [];
  const [, file = '', startLine, startColumn, endLine, endColumn, text = ''] = match;
  return [
    {
      file: nameOf(unescaped(file), places),
      start: { line: Number(startLine), column: Number(startColumn) },
      end: { line: Number(endLine), column: Number(endColumn) },
      text: unescaped(text),
    },
  ];
}

/** Undoes LLVM's `write_escaped`: `\\ \t \n \"` and three octal digits a byte. */
function unescaped(text: string): string {
  const bytes = text.replace(/\\([0-7]{3}|.)/g, (_, code: string) => {
    if (code.length === 3) return String.fromCharCode(Number.parseInt(code, 8));
    return code === 't' ? '\t' : code === 'n' ? '\n' : code;
  });
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function nameOf(file: string, places: Places): string {
  if (!isAbsolute(file)) return normalize(file);
  const folder = [places.workspace, ...places.includes].find((parent) => isBelow(file, parent));
  return folder === undefined ? file : relative(folder, file);
}

function isBelow(file: string, folder: string): boolean {
  return normalize(file).startsWith(`${normalize(folder)}/`);
}
