import { showName } from '../../text.ts';
import { callAround } from './calls.ts';
import { compilerRule, type Failure } from './failure.ts';
import { MACROS } from './signatures.ts';
import { braceAround, endBefore, isParse, isWord, TYPE_WORDS } from './syntax.ts';

export const missingComma = compilerRule({
  id: 'missing-comma',
  meaning: 'Between two arguments or parameters there is no comma.',
  example: {
    code: 'return handle_open(ctx, (const char *)ctx->args[1] (int)ctx->args[2]);',
    message: 'Between `]` and `(int)` a comma is missing (or an operator like `+`).',
  },
  explain: (failure) => {
    const { first, tokens, brackets } = failure;
    if (first === undefined || !isParse(first) || brackets.odd.length > 0) return undefined;
    const index = startOfNext(failure, first.at);
    const [before, next] = [tokens[index - 1], tokens[index]];
    const call = callAround(failure, index);
    if (before === undefined || next === undefined || call === undefined || index <= call.open + 1)
      return undefined;
    if (!isEnd(before) || !(next.text === '(' || next.kind !== 'sign')) return undefined;
    const close = next.text === '(' ? brackets.partner.get(index) : index;
    const text = failure.program.text.slice(next.from, tokens[close ?? index]?.to);
    // In the head of a function, nothing is reckoned.
    const isHead =
      braceAround(failure, index) === undefined && /^[{;]$/.test(tokens[call.close + 1]?.text ?? '');
    const other = !isHead || MACROS.has(call.name) ? ' (or an operator like `+`)' : '';
    return {
      message: `Between \`${showName(before.text)}\` and \`${showName(text)}\` a comma is missing${other}.`,
      at: endBefore(failure, index),
    };
  },
});

/** The error may be within the cast that is taken for a call: `a (int)b`. */
function startOfNext({ tokens, brackets }: Failure, at: number): number {
  const open = brackets.around[at];
  const isCast = open !== undefined && open === at - 1 && TYPE_WORDS.includes(tokens[at]?.text ?? '');
  return isCast ? open : at;
}

/** What a value can end with. */
function isEnd({ kind, text }: Failure['tokens'][number]): boolean {
  return kind === 'name' ? !isWord(text) : kind === 'number' || kind === 'text' || /^[)\]]$/.test(text);
}
