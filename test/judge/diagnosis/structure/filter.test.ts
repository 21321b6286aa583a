import { describe, expect, test } from 'vitest';
import type { Edit } from '../../../support/workspace.ts';
import { SOLUTION } from '../../gadget.ts';
import { captured, diagnosed, diagnosedCapture, dropping, FILTER, source, told } from './diagnosed.ts';

const LEAKING = { ...SOLUTION, filters: false };
const ASKS = 'gadget_should_discard_data_current()';

describe('no filter', () => {
  test('is missing where the event begins', () => {
    const [found] = diagnosed('02', LEAKING, source('02', [FILTER, '']));
    expect(found?.id).toBe('filter-missing');
    expect(found?.at).toContain('handle_open(');
  });

  test('one that does not look at the container is as good as none', () => {
    const text = source('02', [ASKS, 'gadget_should_discard_uid(bpf_get_current_uid_gid())']);
    const [found] = diagnosed('02', LEAKING, text);
    expect(found?.id).toBe('filter-missing');
    expect(found?.message).toContain('`gadget_should_discard_uid()` does not look at the container');
  });

  test.each([
    ['by its mount namespace', 'gadget_should_discard_mntns_id(gadget_get_current_mntns_id())'],
    ['kept in a variable', 'skip'],
  ])('a filter asked %s is there', (_, question) => {
    const declared: Edit = ['\tstruct event *event;\n', `\tstruct event *event;\n\tbool skip = ${ASKS};\n`];
    const changed: Edit = [`if (${ASKS})`, `if (${question})`];
    const text = source('02', changed, ...(question === 'skip' ? [declared] : []));
    expect(diagnosed('02', LEAKING, text)).toEqual([]);
  });

  test('a filter in a macro is not seen through', () => {
    const text = source(
      '02',
      [FILTER, '\tSKIP();\n'],
      ['static __always', `#define SKIP() if (${ASKS}) return 0\nstatic __always`],
    );
    expect(diagnosed('02', LEAKING, text)).toEqual([]);
  });

  test("nor is what a header of the learner's own holds", () => {
    const text = source(
      '02',
      [FILTER, ''],
      ['#include <vmlinux.h>', '#include <vmlinux.h>\n#include "mine.h"'],
    );
    expect(diagnosed('02', LEAKING, text)).toEqual([]);
  });
});

describe("a filter's answer that changes nothing", () => {
  test.each([
    ['is thrown away', `\t${ASKS};\n`],
    ['is kept and not looked at', `\tbool skip = ${ASKS};\n`],
    ['has an empty branch', `\tif (${ASKS})\n\t\t;\n`],
    ['is only printed', `\tif (${ASKS})\n\t\tbpf_printk("skipped");\n`],
    ['counts only with something else', `\tif (${ASKS} && filename)\n\t\treturn 0;\n`],
  ])('%s', (_, lines) => {
    const [found] = diagnosed('02', LEAKING, source('02', [FILTER, lines]));
    expect(found?.id).toBe('filter-unused');
    expect(found?.at).toContain(ASKS);
  });

  test('ends a helper only', () => {
    const helper = `static __always_inline int check(void)\n{\n${FILTER}\treturn 1;\n}\n\n`;
    const text = source('02', [FILTER, '\tcheck();\n'], ['static __always', `${helper}static __always`]);
    const [found] = diagnosed('02', LEAKING, text);
    expect(found).toMatchObject({ id: 'filter-unused', at: 'check();' });
  });
});

describe('a filter the wrong way round', () => {
  const onlyOthers = dropping('02', LEAKING, ({ role }) => role === 'traced');

  test.each([`if (!${ASKS})`, `if (${ASKS} == false)`, `if (${ASKS} != true)`])('%s', (condition) => {
    const text = source('02', [`if (${ASKS})`, condition]);
    expect(told(diagnosed('02', onlyOthers, text))).toEqual([['filter-inverted', condition]]);
  });

  test('is not blamed where the container is seen as well', () => {
    expect(diagnosed('02', LEAKING, source('02', [`if (${ASKS})`, `if (!${ASKS})`]))).toEqual([]);
  });
});

describe('a filter asked about something else', () => {
  test.each(['0', 'bpf_get_current_pid_tgid() >> 32'])('%s is no mount namespace', (value) => {
    const run = captured('02', { ...SOLUTION, sends: () => 0 });
    const text = source('02', [ASKS, `gadget_should_discard_mntns_id(${value})`]);
    const [found] = diagnosedCapture('02', run, text);
    expect(found?.id).toBe('filter-wrong-value');
    expect(found?.message).toContain(`\`${value}\``);
  });
});
