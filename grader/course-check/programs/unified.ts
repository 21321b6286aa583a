import { parsePatch, type StructuredPatch } from 'diff';
import type { Complain } from './header.ts';
import type { FileChange } from './program.ts';

/** What git writes between the files of a patch. */
const GIT_LINE = /^(diff --git |index [0-9a-f]+\.\.|(new|deleted) file mode |(old|new) mode )/;
const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const NOWHERE = '/dev/null';

/** The lines of one file's part of a patch; numbers from 1. */
interface Section {
  readonly line: number;
  readonly text: readonly string[];
  readonly hunkLines: readonly number[];
}

/**
 * Reads a unified diff strictly: whatever is neither a file, a hunk nor git's own line is an error. `parsePatch`
 * passes over such lines, and a hunk with a slip in its head would be one.
 * @param first Number of the first line.
 */
export function readChanges(
  lines: readonly string[],
  first: number,
  complain: Complain,
): readonly FileChange[] {
  const sections = readSections(lines, first, complain);
  if (sections === undefined) return [];
  if (sections.length === 0) complain(first, 'there is no patch: a file begins with `--- a/program.bpf.c`');
  const changes = sections.flatMap((section) => toChange(section, complain) ?? []);
  const seen = new Set<string>();
  for (const { file, line } of changes) {
    if (seen.has(file)) complain(line, `\`${file}\` is changed twice; one patch of a file has all its hunks`);
    seen.add(file);
  }
  return changes;
}

function readSections(lines: readonly string[], first: number, complain: Complain): Section[] | undefined {
  const sections: { line: number; text: string[]; hunkLines: number[] }[] = [];
  const fail = (index: number, message: string): undefined => void complain(first + index, message);
  for (let index = 0; index < lines.length; index++) {
    const text = lines[index] ?? '';
    const current = sections.at(-1);
    if (text.startsWith('--- ')) {
      const next = lines[index + 1] ?? '';
      if (!next.startsWith('+++ ')) return fail(index + 1, 'after a line `--- …` there must be one `+++ …`');
      sections.push({ line: first + index, text: [text, next], hunkLines: [] });
      index++;
    } else if (text.startsWith('@@')) {
      if (current === undefined)
        return fail(index, 'a hunk before any file: `--- a/…` and `+++ b/…` are missing');
      const end = hunkEnd(lines, index);
      if (typeof end === 'string') return fail(index, end);
      current.hunkLines.push(first + index);
      current.text.push(...lines.slice(index, end));
      index = end - 1;
    } else if (!GIT_LINE.test(text) && !(text === '' && isEnd(lines, index))) {
      return fail(index, unexpected(text));
    }
  }
  return sections;
}

/** What stands in a line that is held as bytes. */
export function decoded(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

function isEnd(lines: readonly string[], index: number): boolean {
  return lines.slice(index).every((line) => line === '');
}

function unexpected(text: string): string {
  if (/^[ +-]/.test(text)) return 'the hunk above has more lines than its `@@` line says';
  if (text === '') return 'an empty line within a patch; one of the file begins with a space';
  if (/^(rename|copy|similarity) /.test(text))
    return 'renaming is not supported: delete one file, create another';
  if (/^(GIT binary|Binary files) /.test(text)) return 'a patch of bytes that are no text is not supported';
  return `this is no line of a patch: \`${decoded(text).slice(0, 60)}\``;
}

/** The index behind the hunk's last line, or what is wrong with it. */
function hunkEnd(lines: readonly string[], start: number): number | string {
  const [match, , oldText = '1', , newText = '1'] = HUNK.exec(lines[start] ?? '') ?? [];
  if (match === undefined) return 'a hunk begins like `@@ -58,5 +58,5 @@`';
  let [old, fresh] = [Number(oldText), Number(newText)];
  let index = start + 1;
  for (; old > 0 || fresh > 0; index++) {
    const sign = lines[index]?.[0];
    if (sign === '\\') continue;
    if (sign === undefined || !' +-'.includes(sign)) return countsWrong(old, fresh);
    if (sign !== '+') old--;
    if (sign !== '-') fresh--;
    if (old < 0 || fresh < 0) return countsWrong(old, fresh);
  }
  return lines[index]?.startsWith('\\') ? index + 1 : index;
}

function countsWrong(old: number, fresh: number): string {
  const which = [old === 0 ? [] : ['old'], fresh === 0 ? [] : ['new']].flat().join(' and ');
  return `the \`@@\` line does not have the right number of ${which} lines`;
}

function toChange({ line, text, hunkLines }: Section, complain: Complain): FileChange | undefined {
  const patch = parsed(text);
  if (patch === undefined || hunkLines.length === 0) {
    complain(line, 'this file has no hunk: nothing is changed in it');
    return undefined;
  }
  const [before, after] = [patch.oldFileName ?? '', patch.newFileName ?? ''];
  const [oldFile, newFile] = [withoutPrefix(before, 'a/'), withoutPrefix(after, 'b/')];
  const kind = before === NOWHERE ? 'create' : after === NOWHERE ? 'delete' : 'change';
  const file = kind === 'create' ? newFile : oldFile;
  if (kind === 'change' && oldFile !== newFile) complain(line, `\`${oldFile}\` cannot become \`${newFile}\``);
  if (
    file.startsWith('/') ||
    file === '' ||
    file.split('/').some((part) => part === '..' || part === '.git')
  ) {
    complain(line, `\`${file}\` is not a path inside the workspace`);
    return undefined;
  }
  return { file, kind, patch, line, hunkLines };
}

function parsed(text: readonly string[]): StructuredPatch | undefined {
  try {
    return parsePatch(`${text.join('\n')}\n`)[0];
  } catch {
    return undefined;
  }
}

function withoutPrefix(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
