import type { ProgramFacts } from '../../model/capture.ts';
import { deliveringPrograms } from '../attached.ts';
import { helperName } from '../bpf-helpers.ts';
import { BOOT_CLOCK, OTHER_CLOCKS } from '../clock.ts';
import { timestampField } from '../events.ts';
import type { Facts } from '../facts.ts';
import { nothingPaired, type Outcome } from '../outcome.ts';
import type { Pair } from '../pair.ts';
import { count, describeCall } from '../text.ts';
import { windowsOf } from '../windows.ts';

const EXPECTED = 'each event holds the moment of its call by bpf_ktime_get_boot_ns';

/**
 * The time comes from the boot clock and is that of the call. The instructions are looked at because on a machine
 * that never slept the monotonic clock has the same values.
 */
export function timestamp(_spec: unknown, facts: Facts): Outcome {
  const { graded, pairing, capture } = facts;
  if (graded === undefined || timestampField(graded.struct) === undefined) {
    return {
      status: 'failed',
      expected: EXPECTED,
      actual: 'the event has no member of type gadget_timestamp',
    };
  }
  if (pairing.pairs.length === 0) return nothingPaired(['open', 'openat']);
  const syscalls = new Set(pairing.pairs.map(({ record }) => record.syscall));
  const wrong = deliveringPrograms(capture.object.programs, syscalls).find(
    ({ helpers }) => !helpers.includes(BOOT_CLOCK) || helpers.some((helper) => OTHER_CLOCKS.includes(helper)),
  );
  if (wrong !== undefined) return wrongClock(wrong);
  const late = capture.object.programs.find(({ section }) => /\/sys_exit_open(at)?$/.test(section));
  if (late !== undefined) return atTheEnd(late);
  return judgeValues(facts, outsideWindow(facts));
}

/** An open takes microseconds, so the values alone do not always tell its end from its beginning. */
function atTheEnd({ name, section }: ProgramFacts): Outcome {
  const actual = `${name} runs when the call returns (${section})`;
  return { status: 'failed', expected: EXPECTED, actual, evidence: { program: name, section } };
}

function wrongClock({ name, helpers }: ProgramFacts): Outcome {
  const used = helpers.find((helper) => OTHER_CLOCKS.includes(helper));
  const actual = used === undefined ? `${name} reads no clock` : `${name} calls ${helperName(used)}`;
  return { status: 'failed', expected: EXPECTED, actual, evidence: { program: name, helpers } };
}

function outsideWindow({ pairing, capture }: Facts): readonly Pair[] {
  const windows = windowsOf(capture.witnessed);
  return pairing.pairs.filter(({ event, record }) => {
    const window = windows.get(record);
    const time = event.timestamp;
    return window === undefined || time === undefined || time < window.from || time >= window.until;
  });
}

function judgeValues({ pairing: { pairs } }: Facts, outside: readonly Pair[]): Outcome {
  const evidence = { events: pairs.length, outside: outside.length };
  if (outside.length > 0) {
    const examples = outside.slice(0, 3).map(({ event, record }) => ({
      call: describeCall(record),
      expected: `${record.timestamp} ns or little more`,
      actual: `${event.timestamp} ns`,
    }));
    const actual = `${count(outside.length, 'timestamp is', 'timestamps are')} not of the call`;
    return { status: 'failed', expected: EXPECTED, actual, evidence: { ...evidence, examples } };
  }
  const distinct = new Set(pairs.map(({ event }) => event.timestamp)).size;
  if (pairs.length > 1 && distinct === 1) {
    return { status: 'failed', expected: EXPECTED, actual: 'all timestamps are the same', evidence };
  }
  return { status: 'passed', expected: EXPECTED, evidence };
}
