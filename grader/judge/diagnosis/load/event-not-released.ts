import type { Finding } from '../rule.ts';
import type { CCall, CFunction } from '../source/functions.ts';
import { calledBy } from './log-lines.ts';
import { RESERVES, type Reservation, reservationAt, reservationsIn } from './reservation.ts';
import { refused, type Scene, verifierRule } from './scene.ts';
import { BUFFER, callsTo } from './site.ts';
import { RELEASING, type Way, wayOut } from './way-out.ts';
import { quote } from './wording.ts';

export const eventNotReleased = verifierRule({
  id: 'event-not-released',
  meaning: 'On some way through the program an event is reserved, and neither submitted nor discarded.',
  example: {
    code: '\tif (flags & O_DIRECTORY)\n\t\treturn 0;\n\n\tgadget_submit_buf(ctx, &events, event, sizeof(*event));',
    message:
      'This way out leaves `event` reserved for ever: what `gadget_reserve_buf()` gave must be submitted or discarded on every way. Call `gadget_discard_buf(event)` before it leaves.',
  },
  find: (scene) => {
    const reservation = leaked(scene);
    return reservation === undefined ? [] : causeOf(scene, reservation);
  },
});

/** Either the sentence of a leak, which names the instruction that reserved, or none. */
function leaked(scene: Scene): Reservation | undefined {
  const { log } = scene;
  const sentences = [log.message, ...log.notes];
  const index = sentences.flatMap(
    (text) => /Unreleased reference id=\d+ alloc_insn=(\d+)/.exec(text)?.[1] ?? [],
  )[0];
  if (index === undefined) return undefined;
  const at = log.path.findLastIndex((step) => step.index === Number(index));
  const step = log.path[at];
  // What is cut off a long log was reserved before; there is hardly anything else.
  if (step === undefined) return reservationsIn(scene)[0];
  return RESERVES.test(calledBy(step) ?? '') ? reservationAt(scene, at) : undefined;
}

function causeOf(scene: Scene, reservation: Reservation): readonly Finding[] {
  const name = quote(reservation.variable ?? 'the event');
  const releases = callsTo(scene.code, RELEASING);
  if (!releases.some((call) => isReachable(scene, call, reservation)))
    return neverReleased(scene, reservation, name);
  const again = reservedAgain(scene, reservation);
  if (again === undefined) return byWayOut(reservation, name, wayOut(scene, reservation));
  const message = `${name} is reserved twice and handed over once: ${ruleFor(reservation)}. Reserve it once only.`;
  return refused(message, again.call);
}

function byWayOut(reservation: Reservation, name: string, way: Way | undefined): readonly Finding[] {
  const rule = ruleFor(reservation);
  const discard = quote(`gadget_discard_buf(${plain(reservation)})`);
  switch (way?.kind) {
    case 'semicolon':
      return refused(
        `The semicolon behind ${quote(way.text)} ends the \`if\` there, so what follows is done always, and ${name} stays reserved. Take the semicolon away.`,
        way,
      );
    case 'skipped':
      return refused(
        `Where this condition does not hold, ${name} is neither submitted nor discarded, and ${rule}. Submit it always, or call ${discard} in the other case.`,
        way,
      );
    case 'return':
      return refused(
        `This way out leaves ${name} reserved for ever: ${rule}. Call ${discard} before it leaves.`,
        way,
      );
    default:
      return refused(
        `On some way through the program, ${name} is neither submitted nor discarded, and ${rule}. Call ${discard} before each \`return\` that leaves without submitting it.`,
        reservation.call,
        'likely',
      );
  }
}

function ruleFor({ call }: Reservation): string {
  return `what ${quote(`${call.callee}()`)} gave must be submitted or discarded on every way`;
}

function plain({ variable }: Reservation): string {
  return variable ?? '…';
}

function neverReleased(scene: Scene, reservation: Reservation, name: string): readonly Finding[] {
  const [output] = callsTo(scene.code, BUFFER.bpf_ringbuf_output ?? []);
  if (output !== undefined) {
    const message = `${quote(`${output.callee}()`)} only sends a copy of ${name}, and the reserved room is never given back. Use ${quote(`gadget_submit_buf(ctx, …, ${plain(reservation)}, …)`)} for what was reserved.`;
    return refused(message, output);
  }
  const message = `${name} is reserved here and never handed over: no line submits it. Call \`gadget_submit_buf()\` when it is filled in.`;
  return refused(message, reservation.call);
}

/** A second reservation on the same way, while the first was still held. */
function reservedAgain(scene: Scene, first: Reservation): Reservation | undefined {
  const { path } = scene.log;
  const steps = path.flatMap((step, at) => (RESERVES.test(calledBy(step) ?? '') ? [at] : []));
  if (steps.length < 2) return undefined;
  const all = reservationsIn(scene).filter(({ function: home }) => home === first.function);
  return all.length < 2 ? undefined : all.at(-1);
}

/** Whether a call stands where the event has its name, in a function called from there, or in one that calls it. */
function isReachable({ code }: Scene, { function: where }: CCall, { function: home }: Reservation): boolean {
  if (where === home || home === undefined || where === undefined) return true;
  const calls = (from: CFunction, to: CFunction): boolean =>
    code.calls.some((call) => call.function === from && call.callee === to.name);
  return (
    calls(home, where) ||
    calls(where, home) ||
    code.functions.some((own) => calls(home, own) && calls(own, where))
  );
}
