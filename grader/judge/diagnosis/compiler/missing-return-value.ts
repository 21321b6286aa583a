import { compilerRule } from './failure.ts';
import { functionAt } from './syntax.ts';

export const missingReturnValue = compilerRule({
  id: 'missing-return-value',
  meaning: 'A function that returns a value leaves with a bare `return`.',
  example: {
    code: '\tif (!event)\n\t\treturn;',
    message: '`handle_open` returns a number, but this `return` gives none. Write `return 0;`.',
  },
  explain: (failure) => {
    const { first, tokens } = failure;
    const [word, next] = first === undefined ? [] : [tokens[first.at], tokens[first.at + 1]];
    if (first === undefined || word?.text !== 'return' || next?.text !== ';') return undefined;
    const name = functionAt(failure, first.offset)?.name;
    const who = name === undefined ? 'This function' : `\`${name}\``;
    return {
      message: `${who} returns a number, but this \`return\` gives none. Write \`return 0;\`.`,
      at: word.from,
    };
  },
});
