import { showName } from '../../text.ts';
import { rule } from '../rule.ts';
import type { CArgument } from '../source/functions.ts';
import { type CallStep, isCall } from './delivery.ts';
import { failedComplete } from './failed-checks.ts';
import { at, type Entry, entriesOf, eventsOf, type Scene, SYSCALLS, sceneOf } from './scene.ts';

export const filterWrongValue = rule({
  id: 'filter-wrong-value',
  meaning: 'The filter is asked about something that is not the mount namespace of the process.',
  example: {
    code: 'if (gadget_should_discard_mntns_id(event->proc.mntns_id)) { … }\ngadget_process_populate(&event->proc);',
    message:
      '`gadget_should_discard_mntns_id()` is asked about `event->proc.mntns_id` before anything is in there, so that it says true for every process. `gadget_process_populate()` has to be called first.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const silent = SYSCALLS.filter((syscall) => {
      const { paired, leaked, missing } = eventsOf(scene.facts, syscall);
      return paired + leaked === 0 && missing > 0;
    });
    const explains = failedComplete(evidence, silent);
    const entries = silent.flatMap((syscall) => entriesOf(scene, syscall));
    const [wrong] = entries.flatMap((entry) => wrongQuestion(scene, entry));
    if (wrong === undefined || explains.length === 0) return [];
    return [{ message: wrong.message, confidence: 'likely', explains, ...at(wrong.argument) }];
  },
});

function wrongQuestion({ code }: Scene, entry: Entry) {
  const asked = entry.steps.find(
    (step): step is CallStep =>
      isCall(step) && /^gadget_should_discard_(mntns_id|data)$/.test(step.call.callee),
  );
  const argument = asked?.call.arguments[0];
  if (asked === undefined || argument === undefined) return [];
  const message = describe(asked, argument);
  return message === undefined ? [] : [{ message, argument }];

  function describe({ call }: CallStep, { text }: CArgument): string | undefined {
    const start = `\`${call.callee}()\` is asked about \`${showName(text)}\``;
    const values = code.assignments.filter(({ target }) => target === text).map(({ value }) => value);
    if (![text, ...values].some((part) => /mntns|mnt_ns|inum/.test(part))) {
      return `${start}, which is not the mount namespace of the process, so that it says true for every process. \`gadget_get_current_mntns_id()\` gives the right number.`;
    }
    const [, member] = /^\w+\s*(?:->|\.)\s*(\w+)\.mntns_id$/.exec(text) ?? [];
    return member !== undefined && isEmptyYet(entry, call, member)
      ? `${start} before anything is in there, so that it says true for every process. \`gadget_process_populate()\` has to be called first.`
      : undefined;
  }
}

function isEmptyYet({ steps }: Entry, call: CallStep['call'], member: string): boolean {
  const until = steps.findIndex((step) => isCall(step) && step.call === call);
  return !steps
    .slice(0, until)
    .some((step) =>
      step.kind === 'call'
        ? step.call.arguments.some(({ text }) => new RegExp(`\\b${member}\\b`).test(text))
        : new RegExp(`^${member}\\b`).test(step.assignment.member ?? ''),
    );
}
