import type { SyntaxNode } from '@lezer/common';
import type { Finding } from '../rule.ts';
import { nodesOf, type Place, placeAt, textOf } from '../source/text.ts';
import { leaves, partsOfIf } from '../structure/steps.ts';
import { type Blame, blameIn, endSite } from './blame.ts';
import { RESERVES, type Reservation, reservationAt, reservationsIn } from './reservation.ts';
import { refused, type Scene, verifierRule } from './scene.ts';
import { assignedTo, callsAround, ownPlace } from './site.ts';
import { quote } from './wording.ts';

export const missingNullCheck = verifierRule({
  id: 'missing-null-check',
  meaning: 'A pointer that may be NULL is used without a look at it.',
  example: {
    code: '\tevent = gadget_reserve_buf(&events, sizeof(*event));\n\tevent->timestamp_raw = bpf_ktime_get_boot_ns();',
    message:
      '`event` may be NULL: `gadget_reserve_buf()` returns NULL when the ring is full. Check it with `if (!event)`, and leave, before line 44 uses it.',
  },
  find: (scene) => inverted(scene) ?? unchecked(scene) ?? [],
});

const MAY_BE_NULL = /invalid mem access '\w*_or_null'|^R\d type=\w*_or_null |Possibly NULL pointer/;

function unchecked(scene: Scene): readonly Finding[] | undefined {
  const blame = blameIn(scene);
  if (blame === undefined || !MAY_BE_NULL.test(scene.log.message)) return takenForNull(scene, blame);
  const site = endSite(scene);
  const use = site === undefined ? 'it is used' : `line ${site.line} uses it`;
  const { name, why } = source(scene, blame);
  const leave =
    name === undefined
      ? 'Look whether it is NULL, and leave,'
      : `Check it with ${quote(`if (!${name})`)}, and leave,`;
  const what = name === undefined ? 'A pointer' : quote(name);
  return refused(`${what} may be NULL: ${why}. ${leave} before ${use}.`, site ?? reservedPlace(scene, blame));
}

/** What may be NULL, and why. */
function source(
  scene: Scene,
  { origin }: Blame,
): { readonly name: string | undefined; readonly why: string } {
  if (origin?.kind !== 'returned') return { name: undefined, why: 'nobody looked at it yet' };
  if (RESERVES.test(origin.by)) {
    const reservation = reservationAt(scene, origin.at);
    const callee = reservation?.call.callee ?? 'gadget_reserve_buf';
    return { name: reservation?.variable, why: `${quote(`${callee}()`)} returns NULL when the ring is full` };
  }
  const own = ownPlace(scene, scene.log.path[origin.at]?.source);
  const call = own && callsAround(scene, own.line).find(({ callee }) => callee === origin.by);
  const when = /_lookup_elem$/.test(origin.by)
    ? ' where the map has no such key'
    : ' when there is nothing to return';
  return { name: call && assignedTo(scene, call), why: `${quote(`${origin.by}()`)} returns NULL${when}` };
}

function reservedPlace(scene: Scene, { origin }: Blame): Place | undefined {
  return origin?.kind === 'returned' ? reservationAt(scene, origin.at)?.call : undefined;
}

/** On the way on which reserving gave NULL, the room is handed over or written to all the same. */
function takenForNull(scene: Scene, blame: Blame | undefined): readonly Finding[] | undefined {
  const { origin, value } = blame ?? {};
  if (origin?.kind !== 'returned' || !RESERVES.test(origin.by) || value !== '0') return undefined;
  const name = reservationAt(scene, origin.at)?.variable;
  const site = endSite(scene);
  if (name === undefined || site === undefined) return undefined;
  const message = `${quote(name)} is NULL where the ring was full, and line ${site.line} is reached in that case too. There is nothing to fill in or to hand over then: leave with \`return 0;\` before.`;
  return refused(message, site);
}

/** `if (event) return 0;`: what is behind it could only use NULL, so the compiler leaves it out. */
function inverted(scene: Scene): readonly Finding[] | undefined {
  for (const reservation of reservationsIn(scene)) {
    const check = invertedCheck(scene, reservation);
    if (check === undefined) continue;
    const condition = conditionOf(scene, check);
    if (ASSIGNS.test(condition))
      return refused(
        `${quote(condition)} does not compare, it sets ${quote(reservation.variable ?? '')} to NULL: two equals signs compare. Write ${quote(`if (!${reservation.variable})`)}.`,
        placeAt(scene.program, check.from),
      );
    const message = `The check of ${quote(reservation.variable ?? '')} is the wrong way round: ${quote(`if (${condition})`)} leaves where there is room for an event, and goes on where there is none. Put a \`!\` before it.`;
    return refused(message, placeAt(scene.program, check.from));
  }
  return undefined;
}

/** `event = NULL` */
const ASSIGNS = /^\w+\s*=\s*(NULL|0|\(void\s*\*\)\s*0)$/;

function invertedCheck(
  scene: Scene,
  { call, variable, function: home }: Reservation,
): SyntaxNode | undefined {
  if (variable === undefined || home === undefined) return undefined;
  const checks = nodesOf(home.body, 'IfStatement').filter(({ to }) => to > call.node.to);
  return checks.find((check) => {
    const condition = conditionOf(scene, check).replace(/\s+/g, '');
    const { then } = partsOfIf(check);
    if (ASSIGNS.test(condition) && new RegExp(`^${variable}=`).test(condition)) return true;
    const isSet = [variable, `${variable}!=NULL`, `NULL!=${variable}`, `${variable}!=0`].includes(condition);
    if (!isSet || then === undefined || !leaves(then)) return false;
    // What the branch does with the room is its business: then it is the way on.
    const text = textOf(scene.program, then);
    return !/submit|discard/.test(text) && !new RegExp(`\\b${variable}\\b`).test(text);
  });
}

function conditionOf({ program }: Scene, check: SyntaxNode): string {
  const { condition } = partsOfIf(check);
  return condition === undefined ? '' : textOf(program, condition).replace(/^\(|\)$/g, '');
}
