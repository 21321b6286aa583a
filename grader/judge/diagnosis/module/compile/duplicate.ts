import { showName } from '../../../text.ts';
import { goRule } from './first-error.ts';

export const goDuplicate = goRule({
  id: 'go-duplicate',
  meaning: 'The module defines the same name twice.',
  example: {
    code: 'err := open.Subscribe(…)',
    message:
      'Everything on the left of this `:=` exists already. `:=` makes a new variable; to set one that is there, write `=`.',
  },
  explain: ({ message, line, all }) => {
    if (message === 'no new variables on left side of :=') {
      return {
        message:
          'Everything on the left of this `:=` exists already. `:=` makes a new variable; to set one that is there, write `=`.',
      };
    }
    const [, name] =
      /^(\S+) redeclared in this block$/.exec(message) ??
      /^method (\S+) already declared/.exec(message) ??
      /^duplicate (?:case|key|field name|field) (\S+)/.exec(message) ??
      [];
    if (name === undefined) return undefined;
    const other = all.find((note) => note.severity === 'note' && note.message.includes('other declaration'));
    const where =
      other === undefined || other.line === line ? 'elsewhere in this file' : `in line ${other.line} already`;
    return {
      message: `\`${showName(name)}\` is here for the second time: it is ${where}. Remove one of the two, or give it another name.`,
    };
  },
});
