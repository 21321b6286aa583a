import type { Diagnostic } from '../../../model/artifact.ts';
import { compilerRule, type Failure, offsetOf, type Said, tokenAt } from './failure.ts';
import { functionAt, statementStart } from './syntax.ts';
import { declaredIn } from './variables.ts';

export const unsupportedBuiltin = compilerRule({
  id: 'unsupported-builtin',
  meaning: 'The program does what the machine of eBPF has no instructions for.',
  example: {
    code: 'event->flags = flags * 1.5;',
    message:
      'The machine of eBPF knows whole numbers only, no `float` and no `double`. Hand over the whole numbers, and leave the rest to user space.',
  },
  explain: (failure) => {
    const error = failure.errors.find(({ diagnostic }) => isOfMachine(diagnostic));
    if (error === undefined || error !== failure.first) return undefined;
    const { diagnostic } = error;
    const place = placeOf(failure, diagnostic);
    const symbol = /'(\w+)'/.exec(diagnostic.message)?.[1];
    return symbol === undefined ? unnamed(failure, diagnostic, place) : named(failure, symbol, place);
  },
});

function isOfMachine({ category, message }: Diagnostic): boolean {
  // What clang 14 ends with, clang 19 files as an error of its code generator.
  return category === 'Backend Issue' || (category === 'Compiler' && /\bunsupport(ed)?\b/i.test(message));
}

/** The place in the text, which clang 14 sometimes puts into its message alone. */
function placeOf(failure: Failure, { file, line, column, message }: Diagnostic): number | undefined {
  const offset = offsetOf(failure.program, { file, line, column });
  if (offset !== undefined) return offset;
  const [, row = '', col = '1'] = /:(\d+):(\d+)/.exec(message) ?? /\bline (\d+)/.exec(message) ?? [];
  return offsetOf(failure.program, {
    file: failure.program.file,
    line: Number(row),
    column: Number(col) || 1,
  });
}

/** The function that the machine would have to call, and that is not there. */
function named(failure: Failure, symbol: string, place: number | undefined): Said | undefined {
  if (/^(mem(set|cpy|move|cmp)|bcmp|bzero)$/.test(symbol)) return memory(failure, symbol, place);
  if (/^__.*([sd]f|tf)(\d|[sdt]i|$)/.test(symbol)) return floating(failure, place);
  if (/^__u?(div|mod)/.test(symbol)) return division(failure, place);
  if (/^(abort|__stack_chk_fail)$/.test(symbol)) {
    return at(failure, place, 'An eBPF program cannot abort. Leave the function with `return 0;`.');
  }
  return at(
    failure,
    place,
    `What is done here needs the function \`${symbol}\`, which eBPF programs do not have. Do it in another way.`,
  );
}

function memory(failure: Failure, symbol: string, place: number | undefined): Said {
  const { tokens } = failure;
  const written = tokens.some(({ text, from }) => text.includes(symbol) && from >= (place ?? 0));
  const what = written ? `\`${symbol}\`` : `What is done here becomes a call of \`${symbol}\`, which`;
  const message = written
    ? `${what} works in eBPF only with a size that is known beforehand, and not too large: a plain number or \`sizeof\`.`
    : `${what} eBPF programs do not have. Copy less at once, or read it with one of the \`bpf_probe_read_…\` helpers.`;
  return at(failure, place, message);
}

function floating(failure: Failure, place: number | undefined): Said {
  const message = 'The machine of eBPF knows whole numbers only, no `float` and no `double`.';
  return at(failure, place, `${message} Hand over the whole numbers, and leave the rest to user space.`);
}

function division(failure: Failure, place: number | undefined): Said {
  const message = 'The machine of eBPF divides numbers without a sign only.';
  return at(failure, place, `${message} Make both of them \`unsigned\`, as in \`(__u32)a / (__u32)b\`.`);
}

/** No name is given: the text at the place tells what it is. */
function unnamed(failure: Failure, { message }: Diagnostic, place: number | undefined): Said | undefined {
  const { tokens } = failure;
  const index = place === undefined ? -1 : tokenAt(tokens, place);
  const variable = variableSize(failure);
  if (/\bdynamic\b/.test(message) && variable !== undefined) {
    return {
      message: `The size of \`${variable.name}\` is only known when the program runs; in eBPF, every array needs a size that is a plain number.`,
      at: variable.at,
    };
  }
  if (isInLine(failure, index, /^[/%]=?$/)) return division(failure, place);
  const called = failure.program.functions.find(({ name }) => name === tokens[index]?.text);
  const own = called !== undefined && called.parameters.length > 5 ? called : functionAt(failure, place);
  if (own === undefined) return undefined;
  if (own.parameters.length > 5) {
    return {
      message: `\`${own.name}\` has ${own.parameters.length} parameters, and a function of eBPF takes five at most. Leave some out, hand over a pointer to a struct, or make it \`static __always_inline\`.`,
      at: tokens.find(({ text, line }) => text === own.name && line === own.line)?.from ?? own.from,
    };
  }
  return givesStruct(failure, own.name);
}

function isInLine({ tokens }: Failure, index: number, pattern: RegExp): boolean {
  const line = tokens[index]?.line;
  return tokens.some((token) => token.line === line && pattern.test(token.text));
}

/** An array whose size is another variable. */
function variableSize({ program }: Failure): { readonly name: string; readonly at: number } | undefined {
  const all = declaredIn(program);
  return all.find(({ array, at: from }) =>
    all.some(
      (other) => other.kind !== 'constant' && other.name === array && other.from <= from && from < other.to,
    ),
  );
}

function givesStruct(failure: Failure, name: string): Said | undefined {
  const { tokens } = failure;
  const head = tokens.findIndex(({ text }, index) => text === name && tokens[index + 1]?.text === '(');
  const types = tokens.slice(statementStart(failure, head), head).map(({ text }) => text);
  if (!types.includes('struct') || types.includes('*')) return undefined;
  const message = `\`${name}\` returns a whole struct, which eBPF cannot. Hand a pointer to the struct over as a parameter, and let it fill that.`;
  return { message, at: tokens[head]?.from ?? 0 };
}

function at({ program }: Failure, place: number | undefined, message: string): Said {
  return { message, at: place ?? { file: program.file } };
}
