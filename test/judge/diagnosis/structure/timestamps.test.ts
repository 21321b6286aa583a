import { describe, expect, test } from 'vitest';
import { chars, gadgetProcess, int, struct } from '../../../gadget/layouts.ts';
import { type Gadget, SOLUTION, writing } from '../../gadget.ts';
import { diagnosed, SUBMIT, source, TIME, told } from './diagnosed.ts';

const CLOCK = 'bpf_ktime_get_boot_ns()';

function timed(change: (now: bigint) => bigint): Gadget {
  return writing((_, now) => ({ timestamp_raw: change(now) }));
}

describe('the type', () => {
  const layout = struct('event', { when: int(8), proc: gadgetProcess, filename: chars(256), flags: int(4) });

  test('is that of no time', () => {
    const text = source(
      '02',
      ['gadget_timestamp timestamp_raw;', '__u64 when;'],
      ['event->timestamp_raw', 'event->when'],
    );
    expect(told(diagnosed('02', { ...SOLUTION, struct: layout }, text))).toEqual([
      ['timestamp-missing', '__u64 when;'],
    ]);
  });
});

describe('the clock', () => {
  test.each([
    ['bpf_ktime_get_ns', 5],
    ['bpf_ktime_get_tai_ns', 208],
    ['bpf_jiffies64', 64],
  ])('%s is another one', (name, helper) => {
    const helpers = SOLUTION.helpers.map((id) => (id === 125 ? helper : id));
    const text = source('02', ['bpf_ktime_get_boot_ns', name]);
    expect(told(diagnosed('02', { ...SOLUTION, helpers }, text))).toEqual([
      ['timestamp-other-clock', `event->timestamp_raw = ${name}();`],
    ]);
  });

  test('is never asked', () => {
    const helpers = SOLUTION.helpers.filter((id) => id !== 125);
    const gadget = { ...timed(() => 0n), helpers };
    expect(told(diagnosed('02', gadget, source('02', [TIME, ''])))).toEqual([
      ['timestamp-not-taken', SUBMIT.trim()],
    ]);
  });
});

describe('the value', () => {
  test.each([
    ['/ 1000', 'divided by 1000', (now: bigint) => now / 1000n],
    ['/ 1000000', 'divided by 1000000', (now: bigint) => now / 1_000_000n],
    ['* 1000', 'multiplied by 1000', (now: bigint) => now * 1000n],
    ['>> 10', 'shifted to the right by 10 bits', (now: bigint) => now >> 10n],
    ['& 0xffffffff', 'only the lowest 32 bits', (now: bigint) => now & 0xffffffffn],
    ['+ 60000000000', 'more than the time', (now: bigint) => now + 60_000_000_000n],
  ])('%s', (operation, words, change) => {
    const [found, ...others] = diagnosed('02', timed(change), source('02', [CLOCK, `${CLOCK} ${operation}`]));
    expect(found).toMatchObject({
      id: 'timestamp-changed',
      at: `event->timestamp_raw = ${CLOCK} ${operation};`,
    });
    expect(found?.message).toContain(words);
    expect(others).toEqual([]);
  });

  test('is changed on the way through a variable', () => {
    const text = source('02', [TIME, `\t__u32 ts = ${CLOCK};\n\tevent->timestamp_raw = ts;\n`]);
    expect(
      told(
        diagnosed(
          '02',
          timed((now) => now & 0xffffffffn),
          text,
        ),
      ),
    ).toEqual([['timestamp-changed', `__u32 ts = ${CLOCK};`]]);
  });

  test('is the same in every event', () => {
    const found = diagnosed(
      '02',
      timed(() => 42n),
      source('02', [CLOCK, '42']),
    );
    expect(found[0]).toMatchObject({ id: 'timestamp-changed', at: 'event->timestamp_raw = 42;' });
    expect(found[0]?.message).toContain('the same number in every event, 42');
  });
});
