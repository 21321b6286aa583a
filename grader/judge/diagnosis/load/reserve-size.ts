import { count } from '../../text.ts';
import type { Finding } from '../rule.ts';
import type { CArgument, CFunction } from '../source/functions.ts';
import type { Code } from '../structure/code.ts';
import { blameIn, endSite } from './blame.ts';
import { reachIn } from './memory.ts';
import { RESERVES, type Reservation, reservationAt } from './reservation.ts';
import { refused, type Scene, verifierRule } from './scene.ts';
import { quote } from './wording.ts';

export const reserveSize = verifierRule({
  id: 'reserve-size',
  meaning: 'Room is reserved for fewer bytes than an event has.',
  example: {
    code: '\tevent = gadget_reserve_buf(&events, sizeof(event));',
    message:
      '`sizeof(event)` is the size of a pointer, 8 bytes, and not that of an event. Reserve `sizeof(*event)`.',
  },
  find,
});

function find(scene: Scene): readonly Finding[] {
  const reservation = shortOf(scene) ?? unknownSize(scene);
  const size = reservation && sizeArgument(reservation);
  if (reservation === undefined || size === undefined || isWhole(scene, reservation, size.text)) return [];
  const need = reservation.variable === undefined ? 'an event' : quote(`sizeof(*${reservation.variable})`);
  return refused(`${whatIsReserved(scene, reservation, size.text)} Reserve ${need}.`, size);
}

/** What is reached for lies behind what was reserved. */
function shortOf(scene: Scene): Reservation | undefined {
  const origin = blameIn(scene)?.origin;
  const reach = reachIn(scene);
  if (reach === undefined || origin?.kind !== 'returned' || !RESERVES.test(origin.by)) return undefined;
  return reach.offset >= 0 ? reservationAt(scene, origin.at) : undefined;
}

/** Reserving itself is refused, where the size is only known as the program runs. */
function unknownSize(scene: Scene): Reservation | undefined {
  const reserves = /bpf_ringbuf_reserve/.test(scene.log.path[scene.end]?.text ?? '');
  return reserves && /^R2 is not a known constant/.test(scene.log.message)
    ? reservationAt(scene, scene.end)
    : undefined;
}

function sizeArgument({ call }: Reservation): CArgument | undefined {
  return call.callee === 'gadget_reserve_buf' || call.callee === 'bpf_ringbuf_reserve'
    ? call.arguments[1]
    : undefined;
}

/** Whether the size is that of what the variable points to, or of the struct that the tracer's events are. */
function isWhole({ code }: Scene, reservation: Reservation, size: string): boolean {
  const { variable, function: home } = reservation;
  const text = expanded(code, home, size).replace(/\s+/g, '');
  const [, inner] = /^\(*sizeof\(?([^()]+)\)?\)*$/.exec(text) ?? [];
  if (inner === undefined || variable === undefined) return false;
  if (inner === `*${variable}` || inner === `${variable}[0]`) return true;
  const tracers = code.calls.filter(({ callee }) => callee === 'GADGET_TRACER');
  if (tracers.some(({ arguments: [, , struct] }) => inner === `struct${struct?.text}`)) return true;
  const type = home && declaredType(code.text, home, variable, '*');
  if (home === undefined || type === undefined) return false;
  return inner === type.replace(/\s+/g, '') || declaredType(code.text, home, inner, '') === type;
}

/** What a macro without arguments or a variable that is set once stands for. */
function expanded(code: Code, home: CFunction | undefined, expression: string): string {
  const name = /^\w+$/.exec(expression.trim())?.[0];
  if (name === undefined) return expression;
  const macro = new RegExp(`^[ \\t]*#[ \\t]*define[ \\t]+${name}[ \\t]+(\\S.*)$`, 'm').exec(code.text)?.[1];
  const values = code.assignments.filter(({ target, function: own }) => target === name && own === home);
  return macro?.trim() ?? (values.length === 1 ? values[0]?.value : undefined) ?? expression;
}

/** `struct event` for `event` that is declared as `struct event *event`, or without the star where that is asked. */
function declaredType(
  text: string,
  { from, to }: CFunction,
  name: string,
  star: '*' | '',
): string | undefined {
  if (!/^\w+$/.test(name)) return undefined;
  const others = '(?:\\*?\\s*\\w+\\s*,\\s*)*';
  const pattern = `\\b((?:struct\\s+)?[A-Za-z_]\\w*)(?:\\s+|\\s*(?=\\*))${others}${star === '*' ? '\\*\\s*' : ''}${name}\\b\\s*[;=,)]`;
  return new RegExp(pattern).exec(text.slice(from, to))?.[1];
}

function whatIsReserved(scene: Scene, { variable }: Reservation, size: string): string {
  const plain = size.replace(/\s+/g, '');
  if (variable !== undefined && (plain === `sizeof(${variable})` || plain === `sizeof${variable}`))
    return `${quote(size)} is the size of a pointer, 8 bytes, and not that of an event.`;
  if (/is not a known constant/.test(scene.log.message))
    return `${quote(size)} is only known as the program runs, and the kernel wants to know how much is reserved before.`;
  const reach = reachIn(scene);
  const site = endSite(scene);
  const bytes = reach === undefined ? '' : ` (${reach.size} bytes)`;
  const shown = /^\d+$/.test(plain) ? count(Number(plain), 'byte') : `${quote(size)}${bytes}`;
  const until =
    reach === undefined || site === undefined
      ? ''
      : `: line ${site.line} needs ${reach.offset + reach.count}`;
  return `Room for ${shown} is too small for what is written to it${until}.`;
}
