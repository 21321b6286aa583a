import { type Finding, rule } from '../rule.ts';
import { nodesOf, placeAt } from '../source/text.ts';
import { FILTER, isCall } from './delivery.ts';
import { failedComplete, failedWhere } from './failed-checks.ts';
import { at, type Entry, entriesOf, eventsOf, type Scene, SYSCALLS, sceneOf } from './scene.ts';

export const filterInverted = rule({
  id: 'filter-inverted',
  meaning: "The filter's answer is taken the wrong way round.",
  example: {
    code: 'if (!gadget_should_discard_data_current())\n\treturn 0;',
    message:
      'The filter is turned around: `gadget_should_discard_data_current()` says true for what nobody asked to see, and just that is reported. Leave early where it says true, and go on where it says false.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const turned = SYSCALLS.filter((syscall) => {
      const { paired, leaked, missing } = eventsOf(scene.facts, syscall);
      return paired === 0 && leaked > 0 && missing > 0;
    });
    const explains = [
      ...failedComplete(evidence, turned),
      ...failedWhere(evidence, ({ kind }) => kind === 'confined'),
    ];
    const places = turned
      .flatMap((syscall) => entriesOf(scene, syscall))
      .flatMap((entry) => question(scene, entry));
    const [place] = places;
    return place === undefined || turned.length === 0 ? [] : [{ ...place, explains }];
  },
});

/** The condition with the question; the question itself where it is somewhere else. */
function question({ code }: Scene, { steps }: Entry): readonly Omit<Finding, 'explains'>[] {
  const asked = steps.find((step) => isCall(step) && FILTER.test(step.call.callee));
  if (asked === undefined || !isCall(asked)) return [];
  const name = FILTER.exec(asked.call.callee)?.[0] ?? '';
  const message = `The filter is turned around: \`${name}()\` says true for what nobody asked to see, and just that is reported. Leave early where it says true, and go on where it says false.`;
  const [identifier] = nodesOf(asked.node, 'Identifier');
  const place = identifier && placeAt(code.source, asked.node.from);
  return [{ message, confidence: 'certain', ...at(place) }];
}
