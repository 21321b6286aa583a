import { showName } from '../../text.ts';
import { type Finding, rule } from '../rule.ts';
import { FILTER, isCall } from './delivery.ts';
import { failedWhere } from './failed-checks.ts';
import { filterCalls, filtersUnseen, type UnusedFilter, unusedFilter } from './filter-calls.ts';
import { at, entriesOf, eventsOf, type Scene, SYSCALLS, sceneOf, submitsOf } from './scene.ts';

export const filterUnused = rule({
  id: 'filter-unused',
  meaning: 'The filter is asked, but its answer changes nothing.',
  example: {
    code: 'gadget_should_discard_data_current();\n\nevent = gadget_reserve_buf(&events, sizeof(*event));',
    message:
      'What `gadget_should_discard_data_current()` answers is thrown away, so every process on the machine is reported. It does not end anything by itself: return where it says true.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const explains = failedWhere(evidence, ({ kind }) => kind === 'confined');
    if (explains.length === 0 || filtersUnseen(scene.code)) return [];
    if (scene.facts.pairing.leaked.length === 0) return [];
    return [...unused(scene, explains), ...tooLate(scene, explains)].slice(0, 1);
  },
});

function unused({ code }: Scene, explains: readonly string[]): readonly Finding[] {
  const found = filterCalls(code).flatMap((call) => unusedFilter(code, call) ?? []);
  return found.map((one) => ({
    message: describe(one),
    confidence: 'certain',
    explains,
    ...at(one.call),
  }));
}

function describe({ how, call }: UnusedFilter): string {
  const name = `\`${showName(call.callee)}()\``;
  const effect = 'so every process on the machine is reported';
  const todo = 'It does not end anything by itself: return where it says true.';
  switch (how) {
    case 'dropped':
      return `What ${name} answers is thrown away, ${effect}. ${todo}`;
    case 'unread':
      return `What ${name} answers is kept in a variable that nobody looks at, ${effect}. ${todo}`;
    case 'no-way-out':
      return `Where ${name} says true, the program goes on as if it had not, ${effect}. The \`if\` has to end with a \`return\`.`;
    case 'partly':
      return `What ${name} answers counts only where the rest of the condition is true as well, so others are reported too. Ask the filter in an \`if\` of its own.`;
    case 'helper':
      return `${name} asks the filter, but what it answers is not looked at here, ${effect}. A \`return\` in it ends ${name} only: let it answer true or false, and return here as well.`;
  }
}

/** The event is on its way before the question. */
function tooLate(scene: Scene, explains: readonly string[]): readonly Finding[] {
  const leaking = SYSCALLS.filter((name) => eventsOf(scene.facts, name).leaked > 0);
  return leaking
    .flatMap((name) => entriesOf(scene, name))
    .flatMap((entry): Finding[] => {
      const asked = entry.steps.find((step) => isCall(step) && FILTER.test(step.call.callee));
      const [sent] = submitsOf(entry);
      if (asked === undefined || !isCall(asked) || sent === undefined) return [];
      if (entry.steps.indexOf(sent) > entry.steps.indexOf(asked)) return [];
      const message = `\`${asked.call.callee}()\` is asked when the event has been sent already, so every process on the machine is reported. The question belongs at the beginning, before there is an event.`;
      return [{ message, confidence: 'certain', explains, ...at(asked.call) }];
    });
}
