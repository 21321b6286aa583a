import type { CFunction } from '../source/functions.ts';
import { type CompilerError, compilerRule, type Failure, offsetOf, type Said, tokenAt } from './failure.ts';
import { HEADERS } from './headers.ts';
import { isInStruct, isParse, isSemantic } from './syntax.ts';
import { declaredIn } from './variables.ts';

export const duplicateDefinition = compilerRule({
  id: 'duplicate-definition',
  meaning: 'Two functions, members, variables or structs have the same name.',
  example: {
    code: 'int open_entry(struct syscall_trace_enter *ctx)\n{\n\treturn handle_open(ctx);\n}\n\nint open_entry(struct syscall_trace_enter *ctx)\n{\n\treturn handle_open(ctx);\n}',
    message:
      'There are two functions called `open_entry`; the first one is in line 59. Give one of them another name, or take one out.',
  },
  explain: (failure) => {
    const { first } = failure;
    if (first === undefined || !(isSemantic(first) || isParse(first))) return undefined;
    return twice(failure, first) ?? takenByHeader(failure, first);
  },
});

function twice(failure: Failure, { at, notes }: CompilerError): Said | undefined {
  const { tokens, program } = failure;
  const token = tokens[at];
  const kind = token && kindOf(failure, at);
  const earlier = notes.find((note) => {
    const offset = note.category === '' ? offsetOf(program, note) : undefined;
    return offset !== undefined && tokens[tokenAt(tokens, offset)]?.text === token?.text;
  });
  if (token === undefined || kind === undefined || earlier === undefined || earlier.line > token.line)
    return undefined;
  const isSameFunction =
    kind !== 'function' || program.functions.filter(({ name }) => name === token.text).length > 1;
  if (!isSameFunction) {
    const message = `\`${token.text}\` is declared in line ${earlier.line} in another way than here, where it is defined. Both must have the same type and parameters.`;
    return { message, at: token.from };
  }
  if (kind === 'variable' && isParameter(failure, at)) {
    const message = `\`${token.text}\` is the name of a parameter of this function already. Use that one, or give the variable another name.`;
    return { message, at: token.from };
  }
  const where =
    earlier.line === token.line ? 'both are in this line' : `the first one is in line ${earlier.line}`;
  const message = `There are two ${kind}s called \`${token.text}\`; ${where}. Give one of them another name, or take one out.`;
  return { message, at: token.from };
}

/** What the error's name is a definition of; undefined where it is only used. */
function kindOf(failure: Failure, at: number): string | undefined {
  const { tokens, program } = failure;
  const [token, before] = [tokens[at], tokens[at - 1]];
  if (token?.kind !== 'name') return undefined;
  if (/^(struct|union|enum)$/.test(before?.text ?? '')) return before?.text;
  if (isInStruct(failure, at)) return 'member';
  const isHead = ({ name, from, body }: CFunction) =>
    name === token.text && from <= token.from && token.from < body.from;
  if (tokens[at + 1]?.text === '(' && program.functions.some(isHead)) return 'function';
  const declared = declaredIn(program).find(
    ({ name, at: from }) => name === token.text && from === token.from,
  );
  return declared?.kind;
}

function isParameter({ tokens, program }: Failure, at: number): boolean {
  const offset = tokens[at]?.from ?? 0;
  return declaredIn(program).some(
    ({ name, kind, from, to }) =>
      name === tokens[at]?.text && kind === 'parameter' && from <= offset && offset < to,
  );
}

/** A name that one of the headers has given to something of its own. */
function takenByHeader(failure: Failure, { at, notes }: CompilerError): Said | undefined {
  const { tokens } = failure;
  const token = tokens[at];
  const kind = token && kindOf(failure, at);
  const note = notes.find(
    ({ category, file }) => category === '' && HEADERS.get(file)?.includes(token?.text ?? ''),
  );
  if (token === undefined || kind === undefined || note === undefined) return undefined;
  return {
    message: `The header \`${note.file}\` has a \`${token.text}\` already. Take this one out if it is meant to be the same, or give it another name.`,
    at: token.from,
  };
}
