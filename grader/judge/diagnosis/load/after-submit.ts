import type { Finding } from '../rule.ts';
import type { CCall } from '../source/functions.ts';
import { enclosing, placeAt } from '../source/text.ts';
import { type Blame, blameIn, endSite } from './blame.ts';
import { calledBy } from './log-lines.ts';
import { RELEASES, RESERVES, type Reservation, reservationAt } from './reservation.ts';
import { refused, type Scene, verifierRule } from './scene.ts';
import { BUFFER, callsTo, siteOf } from './site.ts';
import { quote } from './wording.ts';

export const usedAfterSubmit = verifierRule({
  id: 'used-after-submit',
  meaning: 'An event is written to (or read) after it was handed over.',
  example: {
    code: '\tgadget_submit_buf(ctx, &events, event, sizeof(*event));\n\tevent->flags = flags;',
    message:
      '`event` is used after `gadget_submit_buf()` handed it over (line 51): from there on it belongs to user space. Fill it in before it is submitted.',
  },
  find: (scene) => {
    const gone = goneEvent(scene);
    return gone === undefined || releasesAt(scene, scene.end) ? [] : used(scene, gone);
  },
});

export const submittedTwice = verifierRule({
  id: 'submitted-twice',
  meaning: 'An event is submitted or discarded a second time.',
  example: {
    code: '\tgadget_submit_buf(ctx, &events, event, sizeof(*event));\n\tgadget_discard_buf(event);',
    message:
      '`event` was handed over already by `gadget_submit_buf()` in line 52, and this `gadget_discard_buf()` is one too many. Each event is submitted or discarded once.',
  },
  find: (scene) => {
    const gone = goneEvent(scene);
    return gone === undefined || !releasesAt(scene, scene.end) ? [] : again(scene, gone);
  },
});

interface Gone {
  readonly reservation: Reservation | undefined;
  readonly release: CCall | undefined;
  readonly blame: Blame;
}

/** What is blamed was reserved, and released on the way here: since then it is only a number to the verifier. */
function goneEvent(scene: Scene): Gone | undefined {
  const { path, message } = scene.log;
  if (!/invalid mem access '(scalar|inv)'|^R\d type=(scalar|inv) expected/.test(message)) return undefined;
  const blame = blameIn(scene);
  const origin = blame?.origin;
  if (blame === undefined || origin?.kind !== 'returned' || !RESERVES.test(origin.by)) return undefined;
  const at = path.findIndex((_, index) => index > origin.at && index < scene.end && releasesAt(scene, index));
  if (at < 0) return undefined;
  const reservation = reservationAt(scene, origin.at);
  return { reservation, release: releaseAt(scene, at, reservation), blame };
}

function releasesAt({ log }: Scene, at: number): boolean {
  const step = log.path[at];
  return step !== undefined && RELEASES.test(calledBy(step) ?? '');
}

/** Which call of the source a releasing step is: of several, the first one that may be it. */
function releaseAt(scene: Scene, at: number, reservation: Reservation | undefined): CCall | undefined {
  const step = scene.log.path[at];
  const calls = callsTo(scene.code, BUFFER[(step && calledBy(step)) ?? ''] ?? []);
  if (calls.length <= 1) return calls[0];
  const site = siteOf(scene, at);
  const here = calls.filter(({ function: home }) => home === reservation?.function);
  return calls.find((call) => call === site?.call || call.line === site?.line) ?? here[0];
}

function used(scene: Scene, { reservation, release }: Gone): readonly Finding[] {
  const name = quote(reservation?.variable ?? 'the event');
  const callee = release?.callee ?? 'gadget_submit_buf';
  const line = release === undefined ? '' : ` (line ${release.line})`;
  const message = /discard/.test(callee)
    ? `${name} is used after ${quote(`${callee}()`)} gave it back${line}: from there on it is not the program’s any more. Leave right after it.`
    : `${name} is used after ${quote(`${callee}()`)} handed it over${line}: from there on it belongs to user space. Fill it in before it is submitted.`;
  return refused(message, endSite(scene) ?? release);
}

function again(scene: Scene, { reservation, release }: Gone): readonly Finding[] {
  const name = quote(reservation?.variable ?? 'the event');
  const second = secondRelease(scene, release);
  const loop =
    second === release &&
    release !== undefined &&
    enclosing(release.node, 'ForStatement', 'WhileStatement', 'DoStatement');
  if (loop)
    return refused(
      `${name} is handed over again each time that this loop comes round: each event is submitted or discarded once. Submit it behind the loop.`,
      placeAt(scene.program, release.node.from),
    );
  const before =
    release === undefined ? 'before' : `by ${quote(`${release.callee}()`)} in line ${release.line}`;
  const here = second === undefined ? 'this' : `this ${quote(`${second.callee}()`)}`;
  const message = `${name} was handed over already ${before}, and ${here} is one too many. Each event is submitted or discarded once.`;
  return refused(message, second ?? endSite(scene));
}

/** The call that is one too many: the next one of its kind behind the first, where there are two. */
function secondRelease(scene: Scene, first: CCall | undefined): CCall | undefined {
  const step = scene.log.path[scene.end];
  const calls = callsTo(scene.code, BUFFER[(step && calledBy(step)) ?? ''] ?? []);
  const behind = calls.filter(
    (call) => first === undefined || (call.function === first.function && call.node.from > first.node.from),
  );
  if (behind[0] !== undefined) return behind[0];
  const others = calls.filter((call) => call !== first);
  if (others.length > 0) return others[0];
  // One call in a function of the learner's own that is called twice.
  const outer = scene.code.calls.filter(({ callee }) => callee === first?.function?.name);
  const twice = outer.filter(
    ({ function: home }) => outer.filter((call) => call.function === home).length > 1,
  );
  return twice[1] ?? calls[0];
}
