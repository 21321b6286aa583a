import type { TracedSyscall } from '../../../../model/check-spec.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { isLeftOver } from '../left-over.ts';
import { type Condition, conditionOf } from '../origins/conditions.ts';
import { entriesOf, reachedBy } from '../origins/reach.ts';
import type { Scope } from '../scope.ts';
import { placeOf } from '../sighting.ts';
import { code, fieldOf, meaningOf, writtenBy } from '../wording.ts';

/** So much of what is wrong must look as if nobody wrote it. */
const MOSTLY = 0.6;

/** Written on some ways through the program only. */
export const sometimesSet: Hypothesis = {
  id: 'value-sometimes-set',
  meaning: 'A field is written under a condition only; else it keeps what lay in the memory before.',
  example: {
    code: 'if (flags & O_CREAT)\n\tevent->flags = flags;',
    message:
      '`flags` is only written where `flags & O_CREAT` is true. In the other events it holds old bytes, or nothing: write the flags in every event.',
  },
  test: (scope) => (looksUnwritten(scope) ? [...testUnreached(scope), ...testConditional(scope)] : []),
};

/** Old bytes are often, but not always, known for what they are. */
function looksUnwritten({ suspect, wrong }: Scope): boolean {
  const known = wrong.filter((one) => isLeftOver(suspect, one)).length;
  return known >= wrong.length * MOSTLY;
}

/** No place that writes it runs for this system call, but one does for the other. */
function testUnreached(scope: Scope): readonly Candidate[] {
  const { source, syscalls, writes, origins } = scope;
  const [syscall, other] = syscalls;
  if (source === undefined || syscall === undefined || other !== undefined) return [];
  if (writes.length === 0 || origins.length > 0) return [];
  const place = whereSent(scope, syscall);
  if (place === undefined) return [];
  const elsewhere: TracedSyscall = syscall === 'open' ? 'openat' : 'open';
  return [
    {
      key: 'unreached',
      cost: 2,
      bits: 20,
      shown: placeOf(place),
      place: undefined,
      say: () =>
        `${fieldOf(scope)} is written for ${elsewhere} but not for ${syscall}: nothing that ${code(`${place.name}()`)} does sets it. Write ${meaningOf(scope)} there as well, before the event is submitted.`,
    },
  ];
}

/** The function that takes the event, or else the entry. */
function whereSent({ source }: Scope, syscall: TracedSyscall) {
  if (source === undefined) return undefined;
  const [entry] = entriesOf(source, syscall);
  if (entry === undefined) return undefined;
  const reached = reachedBy(source, syscall);
  const reserve = source.calls.find(
    ({ callee, function: inside }) => inside !== undefined && reached.has(inside) && /reserve/.test(callee),
  );
  return reserve?.function ?? entry;
}

function testConditional(scope: Scope): readonly Candidate[] {
  const { source, origins } = scope;
  if (source === undefined || origins.length === 0) return [];
  const own = origins.filter(({ write }) => !write.whole || write.copy?.callee === 'gadget_process_populate');
  const conditions = own.map(({ write }) => conditionOf(source, write.node, write.at.function));
  const [condition] = conditions;
  const [first] = own;
  if (first === undefined || condition === undefined || conditions.includes(undefined)) return [];
  const { write } = first;
  const what = write.whole ? 'fill it in for' : `write ${meaningOf(scope)} in`;
  return [
    {
      key: 'conditional',
      cost: 6,
      bits: 12,
      shown: placeOf(condition.expression),
      place: undefined,
      say: () =>
        `${writtenBy(scope, write)} is only ${write.whole ? 'filled in' : 'written'} ${where(condition)}. In the other events it holds old bytes, or nothing: ${what} every event.`,
    },
  ];
}

function where({ expression, when }: Condition): string {
  if (when === 'some') return `on some ways through ${code(expression.text)}`;
  return `where ${code(expression.text)} is ${when}`;
}
