import { callAt } from './calls.ts';
import { type CompilerError, compilerRule, type Failure } from './failure.ts';
import { broughtBy, headerOf } from './headers.ts';
import { STRUCTS } from './signatures.ts';
import { braceAround, isParse, isSemantic, isWord, STATEMENT_WORDS, statementStart } from './syntax.ts';
import { hintFor } from './undeclared-hints.ts';
import { visibleAt } from './variables.ts';

export const undeclaredName = compilerRule({
  id: 'undeclared-name',
  meaning: 'A name is used that nothing has: a variable, function, macro or constant.',
  example: {
    code: 'bpf_probe_read_usr_str(&event->filename, sizeof(event->filename), filename);',
    message: 'There is no function `bpf_probe_read_usr_str`. It is called `bpf_probe_read_user_str`.',
  },
  explain: (failure) => {
    const { first, tokens } = failure;
    if (first?.offset === undefined) return undefined;
    const index = unknownName(failure, first) ?? unknownMacro(failure, first);
    const name = index === undefined ? undefined : tokens[index];
    if (index === undefined || name === undefined) return undefined;
    const isCall = tokens[index + 1]?.text === '(';
    const kind = braceAround(failure, index) === undefined ? 'macro' : 'function';
    const what = isCall
      ? `There is no ${kind} \`${name.text}\`.`
      : `Nothing is called \`${name.text}\` here.`;
    return { message: `${what} ${hintFor(failure, index)}`, at: name.from };
  },
});

/** The index of a name that nothing has, where the error is. */
function unknownName(failure: Failure, first: CompilerError): number | undefined {
  const { tokens } = failure;
  const [before, name] = [tokens[first.at - 1], tokens[first.at]];
  if (name?.kind !== 'name' || name.from !== first.offset || isWord(name.text)) return undefined;
  if (/^(->|\.|goto)$/.test(before?.text ?? '') || /^(_Static|__builtin|__attribute)/.test(name.text))
    return undefined;
  // After a type, it is just being declared.
  if (before?.kind === 'name' && !STATEMENT_WORDS.includes(before.text) && before.text !== 'sizeof')
    return undefined;
  const { category, fixIt } = first.diagnostic;
  const isTag = category === '' && /^(struct|union|enum) $/.test(fixIt?.text ?? '');
  const fits = category === 'Semantic Issue' || category === '-Wimplicit-function-declaration' || isTag;
  return fits && !isKnown(failure, first.at) ? first.at : undefined;
}

/** Outside of functions, `NAME(…)` with an unknown name is no call to the compiler, but a declaration gone wrong. */
function unknownMacro(failure: Failure, first: CompilerError): number | undefined {
  const { tokens } = failure;
  if (braceAround(failure, first.at) !== undefined || !(isParse(first) || isSemantic(first)))
    return undefined;
  const start = statementStart(failure, first.at);
  const call = callAt(failure, start);
  if (call === undefined || first.at > call.close + 1 || /^_Static|^__|^asm$/.test(call.name))
    return undefined;
  const isFunction = tokens[call.close + 1]?.text === '{';
  return isFunction || isKnown(failure, start) ? undefined : start;
}

function isKnown({ tokens, program }: Failure, index: number): boolean {
  const { text = '', from = 0 } = tokens[index] ?? {};
  const isCall = tokens[index + 1]?.text === '(';
  const isFunction = program.functions.some((own) => own.name === text && (!isCall || own.from <= from));
  if (isFunction || visibleAt(program, from).some(({ name }) => name === text)) return true;
  const header = headerOf(text);
  const has = header !== undefined && broughtBy(program.includes.map(({ name }) => name)).has(header);
  // The name of a struct is free for variables.
  return (
    has &&
    !STRUCTS.has(text) &&
    !(header === 'vmlinux.h' && /^[a-z]+$/.test(text) && !/^(true|false|bool)$/.test(text))
  );
}
