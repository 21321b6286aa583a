import { showName } from '../../text.ts';
import { compilerRule, type Said } from './failure.ts';
import { HEADER_NAMES } from './headers.ts';
import { nearestName } from './names.ts';
import type { Directive } from './tokens.ts';

export const misspeltInclude = compilerRule({
  id: 'misspelt-include',
  meaning: 'An #include names a header that is not there, or is not written as one.',
  example: {
    code: '#include <gadget/bufer.h>',
    message: 'There is no header `gadget/bufer.h`. It is called `gadget/buffer.h`.',
  },
  explain: (failure) => {
    const { first, tokens, scan, program } = failure;
    if (first === undefined || first.diagnostic.file !== program.file) return undefined;
    const line = scan.directives.find((other) => other.line === first.diagnostic.line);
    if (line !== undefined) return ofDirective(line, includedBy(scan.directives));
    const token = tokens[first.at];
    const isBare = token?.text === 'include' && tokens[first.at - 1]?.line !== token.line;
    if (!isBare || !/^[<"]/.test(tokens[first.at + 1]?.text ?? '')) return undefined;
    return { message: 'The `#` before `include` is missing.', at: token.from };
  },
});

/** What is there already cannot have been meant. */
function includedBy(directives: readonly Directive[]): readonly string[] {
  return directives.flatMap(({ text }) => /^#\s*include\s*[<"]([^>"\n]+)/.exec(text)?.[1] ?? []);
}

function ofDirective({ text, from }: Directive, included: readonly string[]): Said | undefined {
  const [, word = '', rest = ''] = /^#\s*(\w*)\s*([^\n]*)/.exec(text) ?? [];
  if (word !== 'include') {
    if (word === '' || !/^[<"]/.test(rest) || nearestName(word, ['include']) === undefined) return undefined;
    return { message: `\`#${showName(word)}\` is no word of C. It is written \`#include\`.`, at: from };
  }
  const [, quoted, angled] = /^(?:"([^"]+)"|<([^>]+)>)/.exec(rest.trim()) ?? [];
  const name = quoted ?? angled;
  if (name !== undefined) return { message: unknownHeader(name, quoted !== undefined, included), at: from };
  const plain = rest.replace(/[<>"]/g, '').trim();
  const message = `The name of a header stands between \`<\` and \`>\`: \`#include <${showName(plain)}>\`.`;
  return { message, at: from };
}

function unknownHeader(name: string, isQuoted: boolean, included: readonly string[]): string {
  const shown = showName(name);
  const right = meantBy(name);
  if (right !== undefined && right !== name && !included.includes(right))
    return `There is no header \`${shown}\`. It is called \`${right}\`.`;
  if (isQuoted) return `There is no file \`${shown}\` in the workspace. Put it there, or take the line out.`;
  return `There is no header \`${shown}\` here. Those of gadgets are \`vmlinux.h\`, and what is in \`bpf/\` and \`gadget/\`: take the line out, or mend its name.`;
}

/** The header in another folder, or one whose name is nearly the same. */
function meantBy(name: string): string | undefined {
  const file = name.split('/').at(-1) ?? name;
  const inFolder = HEADER_NAMES.filter((header) => header.split('/').at(-1) === file);
  if (inFolder.length === 1) return inFolder[0];
  const near = nearestName(name, HEADER_NAMES) ?? nearestName(file, HEADER_NAMES.map(fileOf));
  return near === undefined
    ? undefined
    : HEADER_NAMES.find((header) => header === near || fileOf(header) === near);
}

function fileOf(header: string): string {
  return header.split('/').at(-1) ?? header;
}
