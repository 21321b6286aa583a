import { showName } from '../../text.ts';
import { type Finding, rule } from '../rule.ts';
import { memberOf } from '../source/c-source.ts';
import { nodesOf, placeAt, textOf } from '../source/text.ts';
import { codeOf } from './code.ts';
import { failedValues } from './failed-checks.ts';

/** A comparison that nothing is made of: `event->flags == flags;`. */
export const comparedNotAssigned = rule({
  id: 'compared-not-assigned',
  meaning: 'A member is compared with its value by `==`, where `=` was meant.',
  example: {
    code: 'event->flags == flags;',
    message:
      '`==` compares `event->flags` with its value and changes nothing. To set it, write a single `=`.',
  },
  needs: ['program', 'facts'],
  find: (evidence): readonly Finding[] => {
    const { source } = codeOf(evidence.program);
    return nodesOf(source.tree.topNode, 'ExpressionStatement').flatMap((statement): Finding[] => {
      const comparison = statement.getChild('BinaryExpression');
      const operator = comparison?.getChild('CompareOp');
      const left = comparison?.firstChild;
      if (!operator || !left || textOf(source, operator) !== '==') return [];
      const target = textOf(source, left);
      const explains = failedValues(evidence, memberOf(target)?.split('.')[0] ?? '');
      if (explains.length === 0) return [];
      const message = `\`==\` compares \`${showName(target)}\` with its value and changes nothing. To set it, write a single \`=\`.`;
      return [{ message, confidence: 'certain', explains, place: placeAt(evidence.program, operator.from) }];
    });
  },
});
