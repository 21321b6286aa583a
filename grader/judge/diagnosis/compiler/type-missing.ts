import { callAt } from './calls.ts';
import type { CompilerError, Failure, Said } from './failure.ts';
import { isInStruct, isParse } from './syntax.ts';

/** `flags;` in a struct, `handle_open(…) {` without what it returns, `(ctx, flags)` in the head of a function. */
export function typeMissing(failure: Failure, error: CompilerError): Said | undefined {
  const first = bareOwner(failure, error) ?? error;
  const name = failure.tokens[first.at];
  if (name?.kind !== 'name') return undefined;
  if (isBareMember(failure, first)) return said('member', 'its type before it, as in `int x`');
  const isImplicit = first.diagnostic.category === '-Wimplicit-int';
  const isParameter = (isImplicit || first !== error) && isBareParameter(failure, first);
  if (isParameter) return said('parameter', 'its type before it, as in `int x`');
  if (!isImplicit) return undefined;
  const call = callAt(failure, first.at);
  const isFunction = call !== undefined && failure.tokens[call.close + 1]?.text === '{';
  return isFunction ? said('function', 'what it returns before its name, mostly `int`') : undefined;

  function said(what: string, write: string): Said {
    return { message: `The ${what} \`${name?.text}\` has no type. Write ${write}.`, at: name?.from ?? 0 };
  }
}

function isBareMember(failure: Failure, first: CompilerError): boolean {
  const [before, next] = around(failure, first);
  return isParse(first) && isInStruct(failure, first.at) && /^[;{]$/.test(before) && /^[;[]$/.test(next);
}

function isBareParameter(failure: Failure, first: CompilerError): boolean {
  const [before, next] = around(failure, first);
  return /^[(,]$/.test(before) && /^[),]$/.test(next);
}

function around({ tokens }: Failure, { at }: CompilerError): readonly [before: string, next: string] {
  return [tokens[at - 1]?.text ?? '', tokens[at + 1]?.text ?? ''];
}

/** Older compilers let `f(ctx)` pass, and stumble where `ctx->args` is used: the parameter is then the place. */
function bareOwner(failure: Failure, error: CompilerError): CompilerError | undefined {
  const { tokens, program } = failure;
  const isAccess = [error.at, error.at - 1].some((index) => /^(->|\.)$/.test(tokens[index]?.text ?? ''));
  const owner = /^(->|\.)$/.test(tokens[error.at]?.text ?? '') ? tokens[error.at - 1] : tokens[error.at - 2];
  const body = program.functions.find(
    ({ body: { from, to } }) => from <= (error.offset ?? 0) && (error.offset ?? 0) < to,
  );
  if (!isAccess || owner === undefined || body === undefined) return undefined;
  const at = tokens.findIndex(
    ({ text, from }) => text === owner.text && from >= body.from && from < body.body.from,
  );
  return at === -1 ? undefined : { ...error, at };
}
