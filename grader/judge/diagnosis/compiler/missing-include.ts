import { type CompilerError, compilerRule, type Failure, type Said } from './failure.ts';
import { broughtBy, HEADER_NAMES, HEADERS, headerOf } from './headers.ts';
import { listNames } from './names.ts';
import { statementStart } from './syntax.ts';
import { declaredIn } from './variables.ts';

export const missingInclude = compilerRule({
  id: 'missing-include',
  meaning: 'The header that declares something is not included.',
  example: {
    code: '#include <gadget/macros.h>\n\nGADGET_TRACER_MAP(events, 1024 * 256);',
    message:
      '`GADGET_TRACER_MAP` comes from the header `gadget/buffer.h`, which the program does not include. Add the line `#include <gadget/buffer.h>`.',
  },
  explain: (failure) => {
    const { first } = failure;
    if (first === undefined) return undefined;
    return kernelTypesMissing(failure, first) ?? nameOfMissing(failure, first);
  },
});

/** The other headers use its types and do not include it. */
function kernelTypesMissing({ program, scan }: Failure, first: CompilerError): Said | undefined {
  const inclusion = first.notes.find(({ category, file }) => category === 'Include' && file === program.file);
  if (first.diagnostic.file === program.file || inclusion === undefined) return undefined;
  const directive = scan.directives.find(({ line }) => line === inclusion.line);
  if (directive === undefined || !/^#\s*include\s*[<"](bpf|gadget)\//.test(directive.text)) return undefined;
  const before = program.includes.filter(({ line }) => line < inclusion.line).map(({ name }) => name);
  if (broughtBy(before).has('vmlinux.h')) return undefined;
  const late = program.includes.find(({ name, line }) => name === 'vmlinux.h' && line > inclusion.line);
  const reason = 'The other headers use the types of the kernel, which come from `vmlinux.h`';
  return late === undefined
    ? {
        message: `${reason}, and the program does not include it. Add \`#include <vmlinux.h>\` before all others.`,
        at: directive.from,
      }
    : { message: `${reason}, so that it must be included before all others. Move this line up.`, at: late };
}

function nameOfMissing(failure: Failure, first: CompilerError): Said | undefined {
  const has = broughtBy(failure.program.includes.map(({ name }) => name));
  const name = namesBehind(failure, first).find((word) => {
    const header = headerOf(word);
    return header !== undefined && !has.has(header) && !isOwn(failure, word);
  });
  const header = name && headerOf(name);
  if (name === undefined || header === undefined) return undefined;
  const used = headersUsed(failure).filter((other) => !has.has(other));
  const missing = HEADER_NAMES.filter((other) => other === header || used.includes(other));
  const lines = listNames(missing.map((other) => `#include <${other}>`));
  const add =
    missing.length === 1 ? `Add the line ${lines}.` : `Add these lines, as others are missing too: ${lines}.`;
  return {
    message: `\`${name}\` comes from the header \`${header}\`, which the program does not include. ${add}`,
    at: failure.scan.directives.findLast(({ text }) => /^#\s*include/.test(text))?.from ?? 0,
  };
}

/** The name at the error, the macro or function around it, and what begins its line outside of functions. */
function namesBehind(failure: Failure, { at, notes }: CompilerError): readonly string[] {
  const { tokens, brackets } = failure;
  const around = brackets.around[at];
  const start = statementStart(failure, at);
  const indices = [
    at,
    ...(around === undefined ? [] : [around - 1]),
    ...(isGlobal(failure, at) ? [start] : []),
  ];
  const names = indices.flatMap((index) => (tokens[index]?.kind === 'name' ? [tokens[index].text] : []));
  return [...names, ...structsNoted(failure, notes)];
}

/** The struct of which the compiler says that it has only heard its name. */
function structsNoted({ program, tokens }: Failure, notes: CompilerError['notes']): readonly string[] {
  return notes.flatMap(({ file, line, category }) => {
    if (file !== program.file || category !== '') return [];
    const index = tokens.findIndex((token) => token.line === line && token.text === 'struct');
    return index === -1 ? [] : [tokens[index + 1]?.text ?? ''];
  });
}

function isGlobal({ tokens, brackets }: Failure, at: number): boolean {
  let open = brackets.around[at];
  while (open !== undefined && tokens[open]?.text !== '{') open = brackets.around[open];
  return open === undefined;
}

function isOwn({ program }: Failure, word: string): boolean {
  return (
    program.functions.some(({ name }) => name === word) ||
    program.structs.some(({ name }) => name === word) ||
    declaredIn(program).some(({ name, kind }) => name === word && kind !== 'map')
  );
}

/** What can be nothing else than the headers' own. */
const THEIRS = /^(gadget_|GADGET_|bpf_|BPF_|PT_REGS|SEC$|__[us]\d+$|__always_inline$|syscall_trace_)/;

/** In the order in which they must be included. */
function headersUsed(failure: Failure): readonly string[] {
  const used = new Set(failure.tokens.map(({ text }) => text));
  return [...HEADERS].flatMap(([header, names]) =>
    names.some((name) => THEIRS.test(name) && used.has(name) && !isOwn(failure, name)) ? [header] : [],
  );
}
