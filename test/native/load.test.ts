import { beforeAll, expect, test } from 'vitest';
import { loadNative } from '../../native/index.ts';
import { describeWith, requireBpf } from '../support/requires.ts';
import { accepted, compile, refused, u32, u64, withObject } from './support.ts';

describeWith(requireBpf(), 'loading', () => {
  test('succeeds once', () =>
    withObject(compile('maps'), (object) => {
      expect(object.load()).toBeUndefined();
      expect(refused(object.load())).toMatchObject({ operation: 'load', symbol: 'EINVAL' });
    }));

  test('a refusal names the program and carries its log, whole', () =>
    withObject(compile('refused'), (object) => {
      const failure = refused(object.load());
      expect(failure).toMatchObject({ operation: 'load', errno: 13, symbol: 'EACCES', program: 'careless' });
      expect(failure.verifierLog).toMatch(/^(.*\n)*R\d invalid mem access 'map_value_or_null'\n/);
      expect(failure.verifierLog).toMatch(/\nprocessed \d+ insns .*\n$/);
      expect(failure.libbpfLog).toContain("prog 'careless'");
      expect(failure.libbpfLog).not.toContain('processed');
    }));

  test('what is switched off is not loaded', () =>
    withObject(compile('refused'), (object) => {
      expect(object.setAutoload('careless', false)).toBeUndefined();
      expect(object.load()).toBeUndefined();
      expect(object.helpers('careful')).toEqual([1]);
      expect(object.helpers('careless')).toEqual([]);
    }));

  test('a log of more than 16 MiB keeps its decisive end, and the errno is the true one', () =>
    withObject(compile('endless'), (object) => {
      const failure = refused(object.load());
      expect(failure).toMatchObject({ symbol: 'E2BIG', program: 'endless' });
      expect(failure.verifierLog.length).toBe(16 << 20);
      expect(failure.verifierLog).toMatch(/BPF program is too large. Processed \d+ insn\n/);
    }));

  test('an unknown section is opened and then refused', () =>
    withObject(compile('unknown-section'), (object) => {
      expect(object.programs).toEqual([{ name: 'lost', section: 'nonsense/of/ours', type: 0 }]);
      expect(refused(object.load())).toMatchObject({ symbol: 'EINVAL', program: 'lost', verifierLog: '' });
    }));

  test('afterwards constants and sizes are fixed', () =>
    withObject(compile('opens'), (object) => {
      expect(object.load()).toBeUndefined();
      expect(refused(object.setConstant('targ_pid', u32(1)))).toMatchObject({ symbol: 'EBUSY' });
      expect(refused(object.setMaxEntries('events', 4096))).toMatchObject({ symbol: 'EBUSY' });
      expect(object.constant('targ_pid')).toEqual(u32(0));
    }));
});

describeWith(requireBpf(), 'the helpers of a program', () => {
  test('include those of its subprograms, and are none before load', () =>
    withObject(compile('maps'), (object) => {
      expect(object.helpers('with_subprogram')).toEqual([]);
      expect(object.load()).toBeUndefined();
      // bpf_map_lookup_elem and bpf_ktime_get_boot_ns.
      expect(object.helpers('with_subprogram')).toEqual([1, 125]);
      expect(object.helpers('without_helpers')).toEqual([]);
      expect(() => object.helpers('absent')).toThrow(RangeError);
    }));
});

describeWith(requireBpf(), 'the maps of a loaded object', () => {
  const key = u64(0x1_0000_0002n);

  test('are written, read and emptied', () =>
    withObject(compile('maps'), (object) => {
      expect(object.load()).toBeUndefined();
      expect(object.lookupMap('filter', key)).toBeUndefined();
      expect(object.updateMap('filter', key, u32(9))).toBeUndefined();
      expect(object.lookupMap('filter', key)).toEqual(u32(9));
      expect(object.deleteMapKey('filter', key)).toBeUndefined();
      expect(object.lookupMap('filter', key)).toBeUndefined();
      expect(refused(object.deleteMapKey('filter', key))).toMatchObject({ symbol: 'ENOENT' });
    }));

  test('give the values of all processors at once', () =>
    withObject(compile('maps'), (object) => {
      expect(object.load()).toBeUndefined();
      const empty = accepted(object.lookupMap('per_cpu', u32(0)));
      if (empty === undefined) throw new Error('an array has every index');
      expect(empty.length % 8).toBe(0);
      const values = new Uint32Array(empty.length / 4).map((_, index) => (index % 2 === 0 ? index + 5 : 0));
      expect(object.updateMap('per_cpu', u32(0), new Uint8Array(values.buffer))).toBeUndefined();
      expect(object.lookupMap('per_cpu', u32(0))).toEqual(new Uint8Array(values.buffer));
    }));

  test('refuse wrong sizes, unknown names, and objects that are not loaded', () =>
    withObject(compile('maps'), (object) => {
      expect(refused(object.lookupMap('filter', key))).toMatchObject({
        operation: 'map-lookup',
        symbol: 'EBADF',
      });
      expect(object.load()).toBeUndefined();
      expect(refused(object.updateMap('filter', u32(1), u32(1)))).toMatchObject({ symbol: 'EINVAL' });
      expect(refused(object.updateMap('filter', key, key))).toMatchObject({ symbol: 'EINVAL' });
      expect(refused(object.updateMap('absent', key, u32(1)))).toMatchObject({ symbol: 'ENOENT' });
      expect(refused(object.deleteMapKey('absent', key))).toMatchObject({ operation: 'map-delete' });
      expect(refused(object.lookupMap('absent', key))).toMatchObject({ symbol: 'ENOENT' });
    }));
});

describeWith(requireBpf(), 'a map of another object', () => {
  const key = u64(7n);
  let bytes: Uint8Array;
  beforeAll(() => {
    bytes = compile('maps');
  });

  test('is shared, and outlives the object that brought it', () =>
    withObject(bytes, async (taker, native) => {
      const owner = accepted(native.openObject(bytes, 'owner'));
      expect(owner.load()).toBeUndefined();
      expect(taker.reuseMap('filter', owner, 'filter')).toBeUndefined();
      expect(taker.load()).toBeUndefined();
      expect(owner.updateMap('filter', key, u32(3))).toBeUndefined();
      owner.close();
      expect(taker.lookupMap('filter', key)).toEqual(u32(3));
    }));

  test('must exist, and be loaded', () =>
    withObject(bytes, (taker) =>
      withObject(bytes, (owner) => {
        expect(refused(taker.reuseMap('filter', owner, 'filter'))).toMatchObject({ operation: 'reuse-map' });
        expect(refused(taker.reuseMap('filter', owner, 'absent'))).toMatchObject({ symbol: 'ENOENT' });
        expect(refused(taker.reuseMap('absent', owner, 'filter'))).toMatchObject({ symbol: 'ENOENT' });
      }),
    ));
});

test('the boot offset is the difference of the two clocks', () => {
  const native = loadNative();
  const wall = BigInt(Date.now()) * 1_000_000n;
  const boot = wall - native.bootOffset();
  expect(boot).toBeGreaterThan(0n);
  // hrtime is the monotonic clock: the boot clock without the time asleep.
  expect(boot).toBeGreaterThanOrEqual(process.hrtime.bigint() - 10_000_000_000n);
});

test('the version of libbpf has two parts', () => {
  expect(loadNative().libbpfVersion()).toMatch(/^1\.\d+$/);
});
