import type { Finding } from '../rule.ts';
import { blameIn, endSite } from './blame.ts';
import { calledBy } from './log-lines.ts';
import { RELEASES, RESERVES, reservationsIn } from './reservation.ts';
import { refused, type Scene, verifierRule } from './scene.ts';
import { BUFFER, callsTo } from './site.ts';
import { quote } from './wording.ts';

export const submitsOtherMemory = verifierRule({
  id: 'submits-other-memory',
  meaning: 'What is submitted is not what was reserved.',
  example: {
    code: '\tgadget_submit_buf(ctx, &events, &event->proc, sizeof(event->proc));',
    message:
      'What is handed over here, `&event->proc`, is not what `gadget_reserve_buf()` gave: it has to be `event` itself.',
  },
  find,
});

function find(scene: Scene): readonly Finding[] {
  const { log, end } = scene;
  const helper = (log.path[end] && calledBy(log.path[end])) ?? '';
  if (!RELEASES.test(helper)) return [];
  const other = /^R1 type=(\w+) expected=\w*mem\b/.exec(log.message)?.[1];
  const shifted = /^R1 must have zero offset|dereference of modified \w*mem/.test(log.message);
  if ((other === undefined || /_or_null$/.test(other)) && !shifted) return [];
  const origin = blameIn(scene)?.origin;
  if (!shifted && origin?.kind === 'returned' && RESERVES.test(origin.by)) return [];
  const site = endSite(scene);
  const call =
    site?.call ?? callsTo(scene.code, BUFFER[helper] ?? []).find(({ line }) => line === site?.line);
  const given = call?.arguments[/^gadget_submit/.test(call.callee) ? 2 : 0];
  const names = new Set(reservationsIn(scene).map(({ variable }) => variable));
  const [name] = names;
  const right = names.size === 1 && name !== undefined ? `: it has to be ${quote(name)} itself` : '';
  const pushed = shifted && given?.text === name ? ' any more, as it was moved on the way' : '';
  const what =
    given === undefined ? 'What is handed over here' : `What is handed over here, ${quote(given.text)},`;
  return refused(`${what} is not what \`gadget_reserve_buf()\` gave${pushed}${right}.`, given ?? site);
}
