import type { TracedSyscall } from '../../../model/check-spec.ts';
import { showName } from '../../text.ts';
import { type Finding, rule } from '../rule.ts';
import type { Place } from '../source/text.ts';
import { placeIn } from './code.ts';
import { type CallStep, isDiscard, isReserve, isSubmit, mapOf } from './delivery.ts';
import { failedComplete } from './failed-checks.ts';
import { ownGuards } from './own-guards.ts';
import { at, type Entry, entriesOf, eventsOf, type Scene, SYSCALLS, sceneOf, submitsOf } from './scene.ts';

export const neverSubmitted = rule({
  id: 'never-submitted',
  meaning: 'The event is made, but never handed over.',
  example: {
    code: '\tevent->timestamp_raw = bpf_ktime_get_boot_ns();\n\tgadget_discard_buf(event);\n\n\treturn 0;',
    message:
      '`gadget_discard_buf()` throws the event away, so none arrives. `gadget_submit_buf()` is what hands it over.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    if (scene.facts.possiblyLost > 0 || scene.code.hasMore) return [];
    const silent = SYSCALLS.filter((syscall) => sendsNothing(scene, syscall));
    const found = silent.flatMap((syscall) => {
      const entries = entriesOf(scene, syscall);
      const cause = entries.length === 1 && entries[0] && causeOf(scene, entries[0], syscall);
      const explains = failedComplete(evidence, [syscall]);
      return cause && explains.length > 0 ? [{ ...cause, explains }] : [];
    });
    return merged(found);
  },
});

function sendsNothing({ facts }: Scene, syscall: TracedSyscall): boolean {
  const { paired, leaked, missing } = eventsOf(facts, syscall);
  return paired + leaked === 0 && missing > 0;
}

/** One cause may be that of both system calls. */
function merged(found: readonly Finding[]): readonly Finding[] {
  const [first, second] = found;
  if (first === undefined || second === undefined || first.message !== second.message) return found;
  return [{ ...first, explains: [...first.explains, ...second.explains] }];
}

type Cause = Pick<Finding, 'message' | 'confidence' | 'place'>;

function causeOf(scene: Scene, entry: Entry, syscall: TracedSyscall): Cause | undefined {
  if (entry.function === undefined) return undefined;
  const all = entry.steps.filter(isSubmit);
  const live = submitsOf(entry);
  if (live.length > 0) return otherMap(scene, entry) ?? neverTrue(scene, live);
  if (all.length > 0) return leftBefore(scene, all);
  return thrownAway(entry) ?? doesNothing(scene, entry, syscall) ?? notHandedOver(scene, entry);
}

function thrownAway({ steps }: Entry): Cause | undefined {
  const discard = steps.filter(isDiscard).find(({ hidden }) => hidden !== true);
  if (discard === undefined) return undefined;
  const { callee } = discard.call;
  const right = callee.replace('discard', 'submit');
  const message = `\`${callee}()\` throws the event away, so none arrives. \`${right}()\` is what hands it over.`;
  return { message, confidence: 'certain', ...at(discard.call) };
}

function leftBefore({ code }: Scene, all: readonly CallStep[]): Cause | undefined {
  const [first] = all;
  if (first?.behind === undefined) return undefined;
  const word = /^\w+/.exec(code.text.slice(first.behind.from))?.[0] ?? 'return';
  const message = `The \`${word}\` here ends the function before it comes to \`${showName(first.call.callee)}()\`, so no event is ever sent. Take it away, or put it at the end.`;
  return { message, confidence: 'certain', ...at(placeIn(code, first.behind.from)) };
}

/** The entry is called by the kernel and does not go on to what its sister does. */
function doesNothing(scene: Scene, entry: Entry, syscall: TracedSyscall): Cause | undefined {
  if (entry.steps.some(isReserve) || entry.function === undefined) return undefined;
  const sender = scene.entries.flatMap((other) => submitsOf(other)).find(({ frame }) => frame.caller);
  let frame = sender?.frame;
  while (frame?.caller?.call !== undefined) frame = frame.caller;
  const name = showName(entry.program.name);
  const callee = frame?.call?.callee;
  const wholeEvent = entry.steps.some(({ kind }) => kind === 'assignment');
  if (
    callee === undefined ||
    wholeEvent ||
    entry.steps.some((step) => step.kind === 'call' && step.call.callee === callee)
  )
    return undefined;
  const message = `\`${name}\` runs for each \`${syscall}\` and sends nothing: it does not call \`${showName(callee)}()\`, by which the other one does.`;
  return { message, confidence: 'certain', ...at(entry.function) };
}

function notHandedOver(scene: Scene, entry: Entry): Cause | undefined {
  const last = entry.steps.filter(
    (step) => step.behind === undefined && (step.kind === 'call' || step.assignment.member !== undefined),
  );
  const home = last.findLast(({ kind }) => kind === 'assignment') ?? last.at(-1);
  const place = home === undefined ? entry.function : placeIn(scene.code, home.node.from);
  const message = `The event is put together here, but nothing hands it over, so none arrives. At the end, \`gadget_submit_buf()\` has to be called.`;
  return home === undefined && entry.function === undefined
    ? undefined
    : { message, confidence: 'certain', ...at(place) };
}

/** The events go to a map, but not to that which is read. */
function otherMap({ facts, graded }: Scene, { steps }: Entry): Cause | undefined {
  const read = facts.capture.object.tracers.find(({ dataSource }) => dataSource === graded?.dataSource)?.map;
  const maps = steps.flatMap((step) =>
    step.kind === 'call' && (isReserve(step) || isSubmit(step)) ? (mapOf(step) ?? []) : [],
  );
  const [first] = maps;
  if (read === undefined || first === undefined || maps.some(({ name }) => name === read)) return undefined;
  const exists = facts.capture.object.maps.some(({ name }) => name === first.name);
  if (!exists) return undefined;
  const message = `The events go into the map \`${showName(first.name)}\`, but GADGET_TRACER names \`${showName(read)}\`, and only that one is read.`;
  return { message, confidence: 'certain', ...at(first.argument) };
}

/** Nothing at all was sent, and one condition of the program's own stands before the sending. */
function neverTrue(scene: Scene, live: readonly CallStep[]): Cause | undefined {
  if (scene.facts.capture.events.length > 0) return undefined;
  const guards = ownGuards(scene.code, live);
  const [guard] = guards;
  if (guard === undefined || guards.length !== 1 || guard.when === undefined) return undefined;
  const text = showName(scene.code.text.slice(guard.condition.from + 1, guard.condition.to - 1).trim());
  const message = guard.when
    ? `An event is sent only where \`${text}\`, which was never true, so none arrived.`
    : `No event is sent where \`${text}\`, which was always true, so none arrived.`;
  const place: Place = placeIn(scene.code, guard.statement.from);
  return { message, confidence: 'likely', ...at(place) };
}
