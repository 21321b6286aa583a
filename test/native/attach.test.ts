import { closeSync, openSync, statfsSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { loadNative } from '../../native/index.ts';
import { describeWith, requireBpf } from '../support/requires.ts';
import { accepted, compile, records, refused, u32, withObject } from './support.ts';

const TRACEFS_MAGIC = 0x74726163;
/** What `flood.bpf.c` waits for; libc passes a mode on only when a file may be created. */
const RARE_MODE = 0o1357;

describeWith(requireBpf(), 'attaching', () => {
  beforeAll(() => {
    expect(loadNative().enterMountNamespace()).toBeUndefined();
  });

  test('needs tracefs, which the mount namespace brings; entering again changes nothing', () => {
    expect(statfsSync('/sys/kernel/tracing').type).toBe(TRACEFS_MAGIC);
    expect(loadNative().enterMountNamespace()).toBeUndefined();
  });

  test('before load is refused', () =>
    withObject(compile('opens'), (object) => {
      expect(refused(object.attach())).toMatchObject({ operation: 'attach', program: 'openat_entry' });
    }));

  test('to a tracepoint that the kernel lacks is refused with ENOENT, and names the program', () =>
    withObject(compile('missing-tracepoint'), (object) => {
      expect(object.load()).toBeUndefined();
      const failure = refused(object.attach());
      expect(failure).toMatchObject({ operation: 'attach', errno: 2, symbol: 'ENOENT', program: 'absent' });
      expect(failure.libbpfLog).toContain('sys_enter_of_no_kernel');
    }));

  test('a program that reads more arguments than the call has is refused with EACCES', () =>
    withObject(compile('too-many-arguments'), (object) => {
      expect(object.load()).toBeUndefined();
      expect(refused(object.attach())).toMatchObject({ symbol: 'EACCES', program: 'greedy' });
    }));

  test('twice is refused, and the first attachment stays', () =>
    withObject(compile('flood'), (object) => {
      expect(object.load()).toBeUndefined();
      const drain = accepted(object.drain('ring', 1 << 20));
      expect(object.attach()).toBeUndefined();
      expect(refused(object.attach())).toMatchObject({ symbol: 'EBUSY' });
      closeSync(openSync('/dev/null', 'a', RARE_MODE));
      drain.flush();
      expect(records(drain.take())).toHaveLength(1);
    }));

  test('ends with detach, after which maps can still be read', () =>
    withObject(compile('flood'), (object) => {
      expect(object.load()).toBeUndefined();
      const drain = accepted(object.drain('ring', 1 << 20));
      expect(object.attach()).toBeUndefined();
      closeSync(openSync('/dev/null', 'a', RARE_MODE));
      object.detach();
      closeSync(openSync('/dev/null', 'a', RARE_MODE));
      drain.flush();
      expect(records(drain.take())).toHaveLength(1);
      const data = accepted(object.lookupMap('.bss', u32(0)));
      expect(Buffer.from(data ?? []).readBigUInt64LE(0)).toBe(1n);
    }));
});

describeWith(requireBpf(), 'an object that is closed', () => {
  test('can be closed again, and refuses everything else', () =>
    withObject(compile('flood'), (object, native) => {
      expect(object.load()).toBeUndefined();
      const drain = accepted(object.drain('ring', 1 << 20));
      object.close();
      object.close();
      const other = accepted(native.openObject(compile('flood'), 'other'));
      const calls: readonly (() => unknown)[] = [
        () => object.programs,
        () => object.maps,
        () => object.variables,
        () => object.struct('event'),
        () => object.constant('burst'),
        () => object.setConstant('burst', u32(1)),
        () => object.setMaxEntries('ring', 4096),
        () => object.setAutoload('flood', true),
        () => object.reuseMap('ring', other, 'ring'),
        () => other.reuseMap('ring', object, 'ring'),
        () => object.load(),
        () => object.helpers('flood'),
        () => object.attach(),
        () => object.detach(),
        () => object.updateMap('.bss', u32(0), u32(0)),
        () => object.deleteMapKey('.bss', u32(0)),
        () => object.lookupMap('.bss', u32(0)),
        () => object.drain('ring', 1),
        () => drain.flush(),
      ];
      for (const call of calls) expect(call, String(call)).toThrow(/^closed$/);
      other.close();
    }));
});
