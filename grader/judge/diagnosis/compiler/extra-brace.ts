import { compilerRule } from './failure.ts';
import { causeInBraces } from './missing-brace.ts';

export const extraBrace = compilerRule({
  id: 'extra-brace',
  meaning: 'A `}` closes what nothing opened.',
  example: {
    code: '\tif (!event)\n\t\treturn 0;\n\t}',
    message: 'No `{` belongs to this `}`. Take it away, or put the `{` where it should begin.',
  },
  explain: (failure) => {
    const fault = causeInBraces(failure);
    if (fault?.kind !== 'surplus') return undefined;
    return {
      message: 'No `{` belongs to this `}`. Take it away, or put the `{` where it should begin.',
      at: failure.tokens[fault.close]?.from ?? 0,
    };
  },
});
