import { showName } from '../../../text.ts';
import type { GoSource } from '../../source/go-source.ts';
import { placeAt } from '../../source/text.ts';
import { goRule } from './first-error.ts';

export const goMissingReturn = goRule({
  id: 'go-missing-return',
  meaning: 'A function that promises a result comes to its end without one.',
  example: {
    code: 'func flagWords(flags int32) []string {\n\tvar words []string\n\t…\n}',
    message: '`flagWords` promises a result (`[]string`) and ends here without a `return`.',
  },
  explain: ({ message, line }, source) => {
    if (message !== 'missing return') return undefined;
    const owner = functionEndingAt(source, line);
    if (owner === undefined)
      return { message: 'This function promises a result and ends here without a `return`.' };
    const success = owner.name.startsWith('gadget') ? ' Where all went well, that is `return 0`.' : '';
    return {
      message: `\`${showName(owner.name)}\` promises a result (\`${showName(owner.result)}\`) and ends here without a \`return\`.${success}`,
    };
  },
});

function functionEndingAt(source: GoSource, line: number) {
  return source.functions.find(({ node }) => placeAt(source, node.to - 1).line === line);
}
