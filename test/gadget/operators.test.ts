import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containerOperator } from '../../grader/gadget/operators/containers.ts';
import { enumOperator } from '../../grader/gadget/operators/enums.ts';
import {
  fileFlagsFormatter,
  fileMode,
  fileModeFormatter,
  openFlags,
} from '../../grader/gadget/operators/file.ts';
import { type Formatter, formatterOperator } from '../../grader/gadget/operators/formatter.ts';
import { errnoFormatter, signalFormatter, syscallFormatter } from '../../grader/gadget/operators/numbers.ts';
import {
  byteSize,
  bytesFormatter,
  durationFormatter,
  timeSpan,
} from '../../grader/gadget/operators/quantities.ts';
import { timestampOperator } from '../../grader/gadget/operators/timestamp.ts';
import { groupOperator, userOperator } from '../../grader/gadget/operators/users.ts';
import { wallTimeFormatter } from '../../grader/gadget/operators/wall-time.ts';
import type { TypeLayout } from '../../grader/model/layout.ts';
import { busybox, containerOf } from './containers.ts';
import { enumeration, gadgetProcess, sample, struct, timestamp, uint } from './layouts.ts';
import { runOperators } from './run-operators.ts';

const zone = process.env.TZ;
beforeEach(() => {
  process.env.TZ = 'UTC';
});
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

describe('wall time', () => {
  const format = (ns: bigint) => wallTimeFormatter()(ns);

  it('is RFC 3339 with nanoseconds, Z in UTC', () => {
    expect(format(1795356691040917926n)).toBe('2026-11-22T14:11:31.040917926Z');
    expect(format(0n)).toBe('1970-01-01T00:00:00.000000000Z');
    expect(format(-1n)).toBe('1969-12-31T23:59:59.999999999Z');
  });

  it('is local, with the offset that holds at that moment', () => {
    process.env.TZ = 'Europe/Berlin';
    expect(format(1743006659031662244n)).toBe('2025-03-26T17:30:59.031662244+01:00');
    expect(format(1751328000000000000n)).toBe('2025-07-01T02:00:00.000000000+02:00');
    process.env.TZ = 'America/St_Johns';
    expect(format(1743006659000000000n)).toBe('2025-03-26T14:00:59.000000000-02:30');
  });

  it('follows from second to second', () => {
    const stream = wallTimeFormatter();
    const second = 1795356691n;
    const texts = [0n, 1n, 0n].map((step) => stream((second + step) * 1_000_000_000n).slice(17, 19));
    expect(texts).toEqual(['31', '32', '31']);
  });
});

describe('a gadget_timestamp', () => {
  const layout = struct('event', { timestamp_raw: timestamp, last: timestamp });
  const ran = runOperators(layout, [timestampOperator(1_795_000_000_000_000_000n)]);

  it('becomes wall time, raw and as text; one that is not called _raw stays as it is', () => {
    const text = ran.print(sample(layout, { timestamp_raw: 356691040917926n, last: 5n }));
    expect(text).toBe(
      '{"last":5,"timestamp":"2026-11-22T14:11:31.040917926Z","timestamp_raw":1795356691040917926}\n',
    );
  });

  it('becomes now where it is zero', () => {
    const before = Date.now();
    const { timestamp: text } = ran.json(sample(layout, {})) as { timestamp: string };
    expect(Date.parse(text)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(text)).toBeLessThanOrEqual(Date.now());
  });

  it('leaves the sample itself alone', () => {
    const bytes = sample(layout, { timestamp_raw: 7n });
    const copy = bytes.slice();
    ran.print(bytes);
    expect(bytes).toEqual(copy);
  });
});

/** What a formatter makes of one value. */
function formatted(formatter: Formatter, type: TypeLayout, value: number | bigint): unknown {
  const layout = struct('event', { x_raw: type });
  const { x } = runOperators(layout, [formatterOperator(formatter)]).json(
    sample(layout, { x_raw: value }),
  ) as { x?: unknown };
  return x;
}

describe('formatters', () => {
  it.each([
    [errnoFormatter, 2, 'ENOENT'],
    [errnoFormatter, 95, 'ENOTSUP'],
    [errnoFormatter, 131, 'ENOTRECOVERABLE'],
    [errnoFormatter, 0, ''],
    [errnoFormatter, 41, 'error#41'],
    [errnoFormatter, 4000, 'error#4000'],
    [signalFormatter, 9, 'SIGKILL'],
    [signalFormatter, 31, 'SIGSYS'],
    [signalFormatter, 0, 'signal#0'],
    [signalFormatter, 64, 'signal#64'],
    [fileFlagsFormatter, 577, 'O_WRONLY|O_CREAT|O_TRUNC'],
    [fileModeFormatter, 0o100644, '-rw-r--r--'],
  ])('%o: %i', (formatter, value, text) => {
    expect(formatted(formatter, uint(4, formatter.type, '__u32'), value)).toBe(text);
  });

  it.each([
    [bytesFormatter, 123_500n, '124 kB'],
    [durationFormatter, 1_230n, '1.23µs'],
    [syscallFormatter, 100_000n, 'SYS_UNKNOWN'],
    [syscallFormatter, process.arch === 'arm64' ? 56n : 257n, 'SYS_OPENAT'],
  ])('%o: %i', (formatter, value, text) => {
    expect(formatted(formatter, uint(8, formatter.type, '__u64'), value)).toBe(text);
  });

  it('do not touch a field of another name, nor one whose target is there', () => {
    const errno = uint(4, 'gadget_errno');
    const layout = struct('event', { error: errno, other_raw: errno, other: uint(4) });
    const ran = runOperators(layout, [formatterOperator(errnoFormatter)]);
    expect(ran.json(sample(layout, { error: 2, other_raw: 2, other: 3 }))).toEqual({
      error: 2,
      other_raw: 2,
      other: 3,
    });
    expect(ran.source.fields.some(({ hidden }) => hidden)).toBe(false);
  });

  it('hide the raw field', () => {
    const { source } = runOperators(struct('event', { error_raw: uint(4, 'gadget_errno') }), [
      formatterOperator(errnoFormatter),
    ]);
    expect(source.fields.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['error_raw', true],
      ['error', false],
    ]);
  });
});

describe('open flags', () => {
  it.each([
    [0, 'O_RDONLY'],
    [2, 'O_RDWR'],
    [3, ''],
    [0o2000000 | 0o100000, 'O_RDONLY|O_LARGEFILE|O_CLOEXEC'],
    [0o4, 'O_RDONLY'],
  ])('%i is %j', (flags, text) => {
    expect(openFlags(flags)).toBe(text);
  });
});

describe('a file mode', () => {
  it.each([
    [0o777, '-rwxrwxrwx'],
    [0, '----------'],
    [0x80000000 + 0o755, 'drwxr-xr-x'],
  ])('%i is %j', (mode, text) => {
    expect(fileMode(mode)).toBe(text);
  });
});

describe('quantities', () => {
  it.each([
    [0n, '0 B'],
    [999n, '999 B'],
    [1500n, '1.5 kB'],
    [82_854_982n, '83 MB'],
    [18_446_744_073_709_551_615n, '18 EB'],
  ])('%i bytes are %j', (bytes, text) => {
    expect(byteSize(bytes)).toBe(text);
  });

  it.each([
    [950n, '950ns'],
    [1_230_000n, '1.23ms'],
    [1_000_000_000n, '1s'],
    [62_500_000_000n, '1m2.5s'],
    [3_600_000_000_001n, '1h0m0.000000001s'],
  ])('%i ns are %j', (ns, text) => {
    expect(timeSpan(ns)).toBe(text);
  });
});

describe('an enum', () => {
  const layout = struct('event', {
    op_raw: enumeration('op', { READ: 0, WRITE: 1 }),
    caps_raw: enumeration('caps_set', { A: 1, B: 2, C: 4 }),
    plain: enumeration('op', { READ: 0, WRITE: 1 }),
  });
  const ran = runOperators(layout, [enumOperator]);

  it('gets the name of its constant, or of all its bits', () => {
    expect(ran.json(sample(layout, { op_raw: 1, caps_raw: 5, plain: 1 }))).toEqual({
      op_raw: 1,
      op: 'WRITE',
      caps_raw: 5,
      caps: 'A|C',
      plain: 1,
    });
  });

  it('is UNKNOWN where no constant has its value', () => {
    expect(ran.json(sample(layout, { op_raw: 9 }))).toMatchObject({ op: 'UNKNOWN', caps: '' });
  });
});

describe('users and groups', () => {
  const layout = struct('event', {
    proc: gadgetProcess,
    uid_raw: uint(4, 'gadget_uid'),
    gid: uint(4, 'gadget_gid'),
  });
  const ran = runOperators(layout, [userOperator, groupOperator]);

  it("get this machine's names beside them", () => {
    const [name, , id] = readFileSync('/etc/passwd', 'utf8').trim().split('\n').at(-1)?.split(':') ?? [];
    expect(ran.json(sample(layout, { 'proc.creds.uid': Number(id) }))).toMatchObject({
      proc: { creds: { user: name, group: 'root' } },
      uid: 'root',
      group: 'root',
    });
  });

  it('keep their numbers where nobody is called so', () => {
    expect(ran.json(sample(layout, { uid_raw: 4_000_000_000, gid: 4_000_000_001 }))).toMatchObject({
      uid: 'uid:4000000000',
      group: 'gid:4000000001',
    });
  });

  it('stay out of the columns, names and numbers', () => {
    const names = ['proc.creds.user', 'proc.creds.uid', 'uid', 'uid_raw', 'group', 'gid'];
    const found = ran.source.fields.filter(({ fullName }) => names.includes(fullName));
    expect(found.every(({ hidden }) => hidden)).toBe(true);
    expect(found).toHaveLength(names.length);
  });

  it('get no name where the field for it is taken, and a warning says so', () => {
    const two = struct('event', { a: uint(4, 'gadget_uid'), b: uint(4, 'gadget_uid') });
    const { warnings, json } = runOperators(two, [userOperator]);
    expect(warnings).toEqual(['b gets no name: a field "user" is there already']);
    expect(json(sample(two, {}))).toEqual({ a: 0, b: 0, user: 'root' });
  });
});

describe('containers', () => {
  const layout = struct('event', { proc: gadgetProcess });
  const ran = runOperators(layout, [containerOperator(containerOf)]);
  const nothing = {
    containerName: '',
    hostnetwork: false,
    namespace: '',
    node: '',
    owner: { kind: '', name: '' },
    podLabels: '',
    podName: '',
  };

  it('are told by the mount namespace', () => {
    const { runtime, k8s } = ran.json(sample(layout, { 'proc.mntns_id': busybox.mntns })) as Record<
      string,
      object
    >;
    expect(k8s).toEqual(nothing);
    expect(runtime).toMatchObject({ containerName: 'factc', containerId: busybox.id, containerPid: 1260 });
  });

  it('leave the same keys, empty, on events of the host, also after one of a container', () => {
    ran.print(sample(layout, { 'proc.mntns_id': busybox.mntns }));
    expect(ran.json(sample(layout, { 'proc.mntns_id': 1n }))).toMatchObject({
      k8s: nothing,
      runtime: {
        containerId: '',
        containerImageDigest: '',
        containerImageName: '',
        containerName: '',
        containerPid: 0,
        containerStartedAt: 0,
        runtimeName: '',
      },
    });
  });

  it('have no fields where events have no namespace', () => {
    const bare = struct('event', { timestamp_raw: timestamp });
    expect(runOperators(bare, [containerOperator(containerOf)]).source.fields).toHaveLength(1);
  });
});
