import { describe, expect, test } from 'vitest';
import { findField } from '../../../../grader/gadget/decode/find-field.ts';
import type { StructLayout } from '../../../../grader/model/layout.ts';
import { chars, gadgetProcess, int, struct, timestamp } from '../../../gadget/layouts.ts';
import { eventStruct, type Gadget, rightValues, SOLUTION, writing } from '../../gadget.ts';
import { COPY, diagnosed, FLAGS, POPULATE, SUBMIT, source, told } from './diagnosed.ts';

const FULL = { timestamp_raw: timestamp, proc: gadgetProcess, filename: chars(256), flags: int(4) };

function shaped(layout: StructLayout, also: Gadget['write'] = () => ({})): Gadget {
  return {
    ...SOLUTION,
    struct: layout,
    write: (opening, now) => ({ ...rightValues(opening, now), ...also(opening, now) }),
  };
}

describe('a member of the event', () => {
  test('is missing', () => {
    const text = source('02', ['\tint flags;\n', ''], [FLAGS, '']);
    expect(told(diagnosed('02', shaped(eventStruct(3)), text))).toEqual([
      ['member-missing', 'struct event {'],
    ]);
  });

  test('is called otherwise, and holds the right values', () => {
    const { flags, ...others } = FULL;
    const gadget = shaped(struct('event', { ...others, how: flags }), (opening) => ({
      how: rightValues(opening, 0n).flags ?? 0,
    }));
    const text = source('02', ['\tint flags;', '\tint how;'], ['event->flags =', 'event->how =']);
    const found = diagnosed('02', gadget, text);
    expect(told(found)).toEqual([['member-misnamed', 'int how;']]);
    expect(found[0]?.message).toContain('has to be called `flags`');
  });

  test('is called nearly so', () => {
    const { flags, ...others } = FULL;
    const gadget = shaped(struct('event', { ...others, flag: flags }));
    const text = source('02', ['\tint flags;', '\tint flag;'], ['event->flags =', 'event->flag =']);
    expect(told(diagnosed('02', gadget, text))).toEqual([['member-misnamed', 'int flag;']]);
  });

  test('is too short', () => {
    const gadget = shaped(struct('event', { ...FULL, filename: chars(64) }));
    const found = diagnosed('02', gadget, source('02', ['filename[256]', 'filename[64]']));
    expect(told(found)).toEqual([['member-too-short', 'char filename[64];']]);
  });

  test('is a pointer', () => {
    const pointer = { kind: 'pointer', size: 8, typedefs: [] } as const;
    const gadget = shaped(struct('event', { ...FULL, filename: pointer }));
    const text = source('02', ['char filename[256]', 'const char *filename'], [COPY, '']);
    expect(told(diagnosed('02', gadget, text))).toEqual([['member-is-pointer', 'const char *filename;']]);
  });

  test('has another type', () => {
    const gadget = shaped(struct('event', { ...FULL, flags: int(8) }));
    expect(told(diagnosed('02', gadget, source('02', ['int flags;\n};', '__u64 flags;\n};'])))).toEqual([
      ['member-wrong-type', '__u64 flags;'],
    ]);
  });
});

describe('a member that nothing is written into', () => {
  const unfilled = writing(() => ({ flags: 0 }));

  test('is to be written before the event is handed over', () => {
    const found = diagnosed('02', unfilled, source('02', [FLAGS, '']));
    expect(told(found)).toEqual([['member-not-filled', SUBMIT.trim()]]);
    expect(found[0]?.message).toContain('Nothing is ever written into `flags`');
  });

  test.each([
    ['a comment does not write', '\t// event->flags = flags;\n'],
    ['a print does not write', '\tbpf_printk("%d", event->flags);\n'],
  ])('%s', (_, line) => {
    expect(diagnosed('02', unfilled, source('02', [FLAGS, line]))[0]?.id).toBe('member-not-filled');
  });

  test('the wrong side of the =', () => {
    expect(told(diagnosed('02', unfilled, source('02', [FLAGS, '\tflags = event->flags;\n'])))).toEqual([
      ['member-not-filled', 'flags = event->flags;'],
    ]);
  });

  test('is written in a function that nobody calls', () => {
    const idle = 'static __always_inline void fill(struct event *e, int f)\n{\n\te->flags = f;\n}\n\n';
    const text = source('02', [FLAGS, ''], ['static __always', `${idle}static __always`]);
    const [found] = diagnosed('02', unfilled, text);
    expect(found?.id).toBe('member-not-filled');
    expect(found?.message).toContain('`fill` only, which nothing calls');
  });

  test.each([
    ['written wrongly', FLAGS, '\tevent->flags = 0;\n'],
    ['written by its address', FLAGS, '\tstore(&event->flags, flags);\n'],
    ['written through a pointer', FLAGS, '\tint *where = &event->flags;\n\t*where = 0;\n'],
    ['copied with all the rest', FLAGS, '\tbpf_probe_read_kernel(event, sizeof(*event), other);\n'],
    ['written by a macro', FLAGS, '\tSET(event);\n'],
  ])('is another matter where it is %s', (_, from, to) => {
    const text = source(
      '02',
      [from, to],
      ['static __always', '#define SET(e) e->flags = 0\nstatic __always'],
    );
    expect(diagnosed('02', unfilled, text)).toEqual([]);
  });
});

describe('the process', () => {
  const empty = Object.fromEntries(
    ['comm', 'parent.comm']
      .map((name) => [`proc.${name}`, ''])
      .concat(
        ['pid', 'tid', 'mntns_id', 'creds.uid', 'creds.gid', 'parent.pid'].map((name) => [
          `proc.${name}`,
          '',
        ]),
      ),
  );
  const numbers = Object.keys(empty).filter((name) => !name.endsWith('comm'));
  const unfilled = writing(() => ({ ...empty, ...Object.fromEntries(numbers.map((name) => [name, 0])) }));

  test('has no member', () => {
    const text = source('00', ['\tstruct gadget_process proc;\n', ''], [POPULATE, '']);
    const gadget = { ...SOLUTION, struct: eventStruct(1) };
    expect(told(diagnosed('00', gadget, text))).toEqual([['process-missing', 'struct event {']]);
  });

  test('is not filled in', () => {
    expect(findField(unfilled.struct, 'proc.creds.uid')).toBeDefined();
    expect(told(diagnosed('02', unfilled, source('02', [POPULATE, ''])))).toEqual([
      ['process-not-filled', SUBMIT.trim()],
    ]);
  });

  test('is filled in, but not that of the event', () => {
    const text = source('02', [POPULATE, '\tstruct gadget_process p;\n\tgadget_process_populate(&p);\n']);
    expect(told(diagnosed('02', unfilled, text))).toEqual([
      ['process-not-filled', 'gadget_process_populate(&p);'],
    ]);
  });

  test('nothing is said where it is filled in by its address', () => {
    const text = source('02', [
      POPULATE,
      '\tstruct gadget_process *p = &event->proc;\n\tgadget_process_populate(p);\n',
    ]);
    expect(diagnosed('02', unfilled, text)).toEqual([]);
  });
});

describe('a reader of kernel memory', () => {
  const blank = { ...writing(() => ({ filename: '' })), helpers: [14, 115, 125, 131, 132] };

  test.each(['bpf_probe_read_kernel_str', 'bpf_probe_read_kernel', 'bpf_core_read_str'])('%s', (name) => {
    const [found] = diagnosed('01', blank, source('01', ['bpf_probe_read_user_str', name]));
    expect(found?.id).toBe('value-from-kernel-read');
    expect(found?.at).toContain(name);
  });

  test('is no matter where it reads something of the kernel', () => {
    const reader = '\tbpf_probe_read_kernel_str(event->proc.comm, 16, parent);\n';
    expect(diagnosed('01', blank, source('01', [COPY, `${COPY}${reader}`]))).toEqual([]);
  });
});
