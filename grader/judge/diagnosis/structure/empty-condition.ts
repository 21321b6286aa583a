import { type Finding, rule } from '../rule.ts';
import { nodesOf, placeAt } from '../source/text.ts';
import { codeOf } from './code.ts';
import { failedWhere } from './failed-checks.ts';

/** `if (…);` is C, and never what was meant. */
export const emptyCondition = rule({
  id: 'empty-condition',
  meaning: 'A semicolon right behind the condition of an `if` ends it.',
  example: {
    code: 'if (gadget_should_discard_data_current());\n\treturn 0;',
    message:
      'The `;` behind this condition ends the `if`: what stands below is done in any case. Take the `;` away.',
  },
  needs: ['program', 'facts'],
  find: (evidence): readonly Finding[] => {
    const { program } = evidence;
    // Whatever the condition is about, an event is never or always sent.
    const explains = failedWhere(evidence, ({ kind }) => kind === 'complete' || kind === 'confined');
    if (explains.length === 0) return [];
    return emptyIfs(codeOf(program).source).map((offset) => ({
      message:
        'The `;` behind this condition ends the `if`: what stands below is done in any case. Take the `;` away.',
      confidence: 'certain',
      explains,
      place: placeAt(program, offset),
    }));
  },
});

/** Offsets of the semicolons; one that stands in a line of its own is there on purpose. */
function emptyIfs({ tree, text }: ReturnType<typeof codeOf>['source']): readonly number[] {
  return nodesOf(tree.topNode, 'IfStatement').flatMap((node) => {
    const condition = node.getChild('ConditionClause');
    const body = condition?.nextSibling;
    if (!condition || body?.name !== 'ExpressionStatement') return [];
    const isEmpty = text.slice(body.from, body.to) === ';';
    return isEmpty && !text.slice(condition.to, body.from).includes('\n') ? [body.from] : [];
  });
}
