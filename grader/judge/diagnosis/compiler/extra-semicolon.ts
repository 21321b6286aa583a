import { compilerRule } from './failure.ts';
import { headOf, isParse } from './syntax.ts';

export const extraSemicolon = compilerRule({
  id: 'extra-semicolon',
  meaning: 'A semicolon stands between the head of a function or struct and its body.',
  example: {
    code: 'int openat_entry(struct syscall_trace_enter *ctx);\n{\n\treturn handle_open(ctx);\n}',
    message: 'The `;` parts `openat_entry` from its body, which begins with the `{`. Take the `;` out.',
  },
  explain: (failure) => {
    const { first, tokens, brackets } = failure;
    const semicolon = first === undefined ? undefined : tokens[first.at - 1];
    if (first === undefined || !isParse(first) || tokens[first.at]?.text !== '{' || semicolon?.text !== ';')
      return undefined;
    if (brackets.around[first.at] !== undefined) return undefined;
    // As if the brace came right after the head.
    const head = headOf(failure, first.at - 1);
    const name = head === undefined ? undefined : tokens[head];
    const type = head === undefined ? undefined : tokens[head - 1];
    const isTyped = type?.kind === 'name' || type?.text === '*';
    if (name?.kind !== 'name' || !isTyped) return undefined;
    return {
      message: `The \`;\` parts \`${name.text}\` from its body, which begins with the \`{\`. Take the \`;\` out.`,
      at: semicolon.from,
    };
  },
});
