import { listShort, showName } from '../../text.ts';
import type { Evidence } from '../evidence.ts';
import { type Finding, rule } from '../rule.ts';
import type { CFunction } from '../source/functions.ts';
import { FILTER, isCall, isReserve } from './delivery.ts';
import { failedWhere } from './failed-checks.ts';
import { filterCalls, filtersUnseen, looksAtContainer } from './filter-calls.ts';
import { at, type Entry, entriesOf, eventsOf, type Scene, SYSCALLS, sceneOf, submitsOf } from './scene.ts';

export const filterMissing = rule({
  id: 'filter-missing',
  meaning: 'Nothing asks the filter whether the event is wanted.',
  example: {
    code: 'static __always_inline int handle_open(struct syscall_trace_enter *ctx)\n{\n\tstruct event *event;\n\n\tevent = gadget_reserve_buf(&events, sizeof(*event));',
    message:
      '`handle_open` sends events of every process on the machine: it never asks the filter which ones are wanted. Call `gadget_should_discard_data_current()` at its beginning, and return where it says true.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const explains = failedWhere(evidence, ({ kind }) => kind === 'confined');
    if (explains.length === 0 || filtersUnseen(scene.code)) return [];
    if (scene.facts.pairing.leaked.length === 0) return [];
    return [...withoutContainer(scene, explains), ...withoutFilter(evidence, scene, explains)].slice(0, 1);
  },
});

/** Functions that send, whose way there has no question. */
function withoutFilter(_: Evidence, scene: Scene, explains: readonly string[]): readonly Finding[] {
  const open = SYSCALLS.filter((name) => eventsOf(scene.facts, name).leaked > 0)
    .flatMap((name) => entriesOf(scene, name))
    .filter((entry) => submitsOf(entry).length > 0 && !asks(entry));
  const homes = [...new Set(open.flatMap((entry) => senderOf(entry) ?? []))];
  const [home] = homes;
  if (home === undefined) return [];
  const names = listShort(homes.map(({ name }) => `\`${showName(name)}\``));
  const it = homes.length === 1 ? 'it never asks' : 'they never ask';
  const whose = homes.length === 1 ? 'its' : 'their';
  const message = `${names} ${homes.length === 1 ? 'sends' : 'send'} events of every process on the machine: ${it} the filter which ones are wanted. Call \`gadget_should_discard_data_current()\` at ${whose} beginning, and return where it says true.`;
  return [{ message, confidence: 'certain', explains, ...at(home) }];
}

function asks({ steps }: Entry): boolean {
  return steps.some((step) => isCall(step) && FILTER.test(step.call.callee));
}

/** Where the event begins: where room is made for it, else where it is sent. */
function senderOf(entry: Entry): CFunction | undefined {
  const room = entry.steps.find(isReserve) ?? submitsOf(entry)[0];
  return room?.frame.function;
}

/** There is a filter, but one that does not look at the container. */
function withoutContainer({ code }: Scene, explains: readonly string[]): readonly Finding[] {
  const calls = filterCalls(code);
  const [first] = calls;
  if (first === undefined || calls.some(looksAtContainer)) return [];
  const message = `\`${first.callee}()\` does not look at the container, so events of other containers and of the host come through. Ask \`gadget_should_discard_data_current()\`, which looks at all that can be filtered by.`;
  return [{ message, confidence: 'certain', explains, ...at(first) }];
}
