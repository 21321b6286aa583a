import { BOOT_CLOCK } from '../../clock.ts';
import { timestampField } from '../../events.ts';
import type { Pair } from '../../pair.ts';
import { showName } from '../../text.ts';
import { sortByTime, windowsOf } from '../../windows.ts';
import { rule } from '../rule.ts';
import type { Place } from '../source/text.ts';
import { type Code, placeIn } from './code.ts';
import { timestampMember } from './event-members.ts';
import { failedWhere } from './failed-checks.ts';
import { at, type Scene, sceneOf } from './scene.ts';

export const timestampChanged = rule({
  id: 'timestamp-changed',
  meaning: 'The time is not left as the clock gives it.',
  example: {
    code: 'event->timestamp_raw = bpf_ktime_get_boot_ns() / 1000;',
    message:
      '`timestamp_raw` holds the time divided by 1000. A `gadget_timestamp` is in nanoseconds, just as `bpf_ktime_get_boot_ns()` gives them: leave the value as it is.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const member = timestampMember(scene);
    if (member === undefined) return [];
    const failed = failedWhere(evidence, ({ kind }) => kind === 'timestamp');
    const own = failed.length > 0 ? howChanged(scene) : undefined;
    const apart = own === undefined && readsBootClock(scene) ? shiftedRun(scene) : undefined;
    const how = own ?? apart;
    // Events of another time are taken for those of other calls, so that nothing is right.
    const explains =
      apart === undefined ? failed : failedWhere(evidence, ({ kind }) => OF_EVENTS.includes(kind));
    if (explains.length === 0) return [];
    const place = whereChanged(scene, member);
    if (how === undefined || place === undefined) return [];
    const message = `\`${showName(member)}\` ${how}. ${how.startsWith(SAME) ? ANEW : AS_IT_IS}`;
    return [{ message, confidence: 'certain', explains, ...at(place) }];
  },
});

const OF_EVENTS: readonly string[] = ['timestamp', 'complete', 'once', 'confined', 'equals'];

function readsBootClock({ entries }: Scene): boolean {
  return entries.some(({ program }) => program.helpers.includes(BOOT_CLOCK));
}

const SAME = 'holds the same number in every event';
const ANEW = '`bpf_ktime_get_boot_ns()` has to be asked anew for each event.';
const AS_IT_IS =
  'A `gadget_timestamp` is in nanoseconds, just as `bpf_ktime_get_boot_ns()` gives them: leave the value as it is.';

/** A clock is read microseconds after the witness's; runs take seconds. */
const SOON = 50_000_000n;

/** What the events' times have become, in words that follow the member's name. */
function howChanged(scene: Scene): string | undefined {
  const { facts, graded } = scene;
  const pairs = facts.pairing.pairs.filter(({ event }) => event.timestamp !== undefined);
  if (pairs.length < 2 || graded === undefined || timestampField(graded.struct) === undefined)
    return undefined;
  const windows = windowsOf(facts.capture.witnessed);
  const wrong = pairs.filter(({ event, record }) => {
    const window = windows.get(record);
    return (
      window === undefined ||
      stampOf({ event, record }) < window.from ||
      stampOf({ event, record }) >= window.until
    );
  });
  const inUnits = readsBootClock(scene) ? scaled(pairs) : undefined;
  if (inUnits !== undefined) return inUnits;
  const values = new Set(pairs.map(stampOf));
  if (values.size === 1) return `${SAME}, ${[...values][0]}`;
  if (wrong.length < pairs.length || !readsBootClock(scene)) return undefined;
  return cutOff(pairs);
}

function stampOf({ event }: Pair): bigint {
  return event.timestamp ?? 0n;
}

const UNITS = [1_000n, 1_000_000n, 1_000_000_000n];

/** The nearest of the run's calls has the same time in another unit. */
function scaled(pairs: readonly Pair[]): string | undefined {
  const divided = UNITS.find((unit) => all(pairs, (stamp) => stamp * unit, unit));
  if (divided !== undefined) return `holds the time divided by ${divided}`;
  const times = UNITS.find((unit) => all(pairs, (stamp) => stamp / unit, 1n));
  if (times !== undefined) return `holds the time multiplied by ${times}`;
  for (let bits = 1n; bits <= 40n; bits++) {
    if (all(pairs, (stamp) => stamp << bits, 1n << bits))
      return `holds the time shifted to the right by ${bits} ${bits === 1n ? 'bit' : 'bits'}`;
    if (bits <= 8n && all(pairs, (stamp) => stamp >> bits, 1n))
      return `holds the time shifted to the left by ${bits} ${bits === 1n ? 'bit' : 'bits'}`;
  }
  return undefined;
}

/** Only so many bits are left. */
function cutOff(pairs: readonly Pair[]): string | undefined {
  for (const bits of [8, 16, 32]) {
    const fits = pairs.every(({ event, record }) => {
      const stamp = event.timestamp ?? 0n;
      const since = BigInt.asUintN(bits, stamp - record.timestamp);
      const signed = BigInt.asIntN(bits, stamp) === BigInt.asIntN(64, stamp);
      return (BigInt.asUintN(bits, stamp) === stamp || signed) && (bits < 32 || since < SOON);
    });
    if (fits) return `holds only the lowest ${bits} bits of the time`;
  }
  return undefined;
}

/** Something is added or taken away, always the same: told without pairing, which goes by the time. */
function shiftedRun({ facts, graded, entries }: Scene): string | undefined {
  const calls = facts.capture.witnessed.filter(
    ({ role, syscall }) =>
      role === 'traced' && entries.some(({ tracepoint }) => tracepoint === `sys_enter_${syscall}`),
  );
  const stamps = (graded?.list ?? [])
    .map(({ timestamp }) => timestamp ?? 0n)
    .sort((a, b) => (a < b ? -1 : 1));
  if (stamps.length !== calls.length || stamps.length < 2) return undefined;
  const offsets = sortByTime(calls).map(({ timestamp }, index) => (stamps[index] ?? 0n) - timestamp);
  const least = offsets.reduce((a, b) => (b < a ? b : a));
  const most = offsets.reduce((a, b) => (b > a ? b : a));
  if (most - least > SOON || (least > -SOON && most < SOON)) return undefined;
  const how = least < 0n ? 'less' : 'more';
  return `holds ${how} than the time, always by the same`;
}

function all(pairs: readonly Pair[], back: (stamp: bigint) => bigint, step: bigint): boolean {
  return pairs.every((pair) => {
    const since = back(stampOf(pair)) - pair.record.timestamp;
    return since > -step && since < SOON + step;
  });
}

/** Where the member gets its value; where that is a variable, where the variable gets it. */
function whereChanged({ live: code }: Scene, member: string): Place | undefined {
  const given = code.assignments.filter((assignment) => assignment.member?.split(/[.[]/)[0] === member);
  const odd = given.filter(({ value, operator }) => operator !== '=' || !isPlain(value));
  const [first] = odd.length > 0 ? odd : given;
  const variable = first && /^(?:\([^()]*\)\s*)?([A-Za-z_]\w*)$/.exec(first.value.trim())?.[1];
  const source = code.assignments.find(({ target, value }) => target === variable && /ktime/.test(value));
  return source ?? first ?? initialised(code, member);
}

/** `.timestamp_raw = …` in the braces of a declaration. */
function initialised(code: Code, member: string): Place | undefined {
  const match = new RegExp(`[{,]\\s*(\\.\\s*${member}\\s*=)`, 'd').exec(code.text);
  const start = match?.indices?.[1]?.[0];
  return start === undefined ? undefined : placeIn(code, start);
}

function isPlain(value: string): boolean {
  return /^bpf_ktime_get_boot_ns\s*\(\s*\)$/.test(value.trim());
}
