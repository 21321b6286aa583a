import { beforeAll, expect, test } from 'vitest';
import { type Failure, isFailure } from '../../native/binding.ts';
import { loadNative } from '../../native/index.ts';
import { compile, refused, withObject } from './support.ts';

let good: Uint8Array;
beforeAll(() => {
  good = compile('opens');
});

function open(bytes: Uint8Array): Failure {
  return refused(loadNative().openObject(bytes, 'garbage'));
}

/** Repeatable noise: a linear congruential generator. */
function noise(length: number): Uint8Array {
  let state = 4711;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

test('no bytes at all are refused', () => {
  expect(open(new Uint8Array())).toMatchObject({ operation: 'open', symbol: 'EINVAL', verifierLog: '' });
});

test('random bytes are refused with the reason that libbpf prints', () => {
  const failure = open(noise(4096));
  expect(failure.errno).toBeGreaterThan(0);
  expect(failure.symbol).toMatch(/^(E[A-Z]+|LIBBPF_ERRNO__[A-Z]+)$/);
  expect(failure.libbpfLog).toContain('libbpf: ');
});

test('a text file is refused', () => {
  expect(open(Buffer.from('#include <vmlinux.h>\n'.repeat(100)))).toMatchObject({ operation: 'open' });
});

test('an object cut anywhere is refused or opened, and the process lives', () => {
  let refusals = 0;
  for (let length = 1; length < good.length; length += Math.ceil(good.length / 300)) {
    const result = loadNative().openObject(good.subarray(0, length), 'cut');
    if (isFailure(result)) refusals++;
    else result.close();
  }
  expect(refusals).toBeGreaterThan(250);
});

test('an object of another machine is refused', () => {
  const foreign = good.slice();
  foreign[18] = 62; // e_machine: x86-64
  expect(open(foreign).errno).toBeGreaterThan(0);
});

test('an object without BTF cannot have maps', () => {
  const bare = good.slice();
  const at = Buffer.from(bare).indexOf('.BTF\0');
  bare.set(Buffer.from('.XXX\0'), at);
  expect(open(bare)).toMatchObject({ operation: 'open' });
});

test('the caller may reuse its bytes as soon as the object is open', async () => {
  const bytes = good.slice();
  await withObject(bytes, (object) => {
    bytes.fill(0);
    expect(object.struct('event')?.size).toBe(336);
    expect(object.constant('targ_uid')).toEqual(new Uint8Array([255, 255, 255, 255]));
  });
});
