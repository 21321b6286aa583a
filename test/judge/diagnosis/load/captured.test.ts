import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../../../grader/judge/diagnosis/evidence.ts';
import { missingSection } from '../../../../grader/judge/diagnosis/load/missing-section.ts';
import { uninitialisedVariable } from '../../../../grader/judge/diagnosis/load/uninitialised-variable.ts';
import { parseC } from '../../../../grader/judge/diagnosis/source/c-source.ts';
import { type Edit, edit } from '../../../support/workspace.ts';
import { PROGRAM } from './cases.ts';

const FAILED = [
  { spec: { id: 'complete', kind: 'complete', syscalls: ['openat'] } },
  { spec: { id: 'how', kind: 'equals', field: 'how' } },
  { spec: { id: 'path', kind: 'equals', field: 'path' } },
];

/** A program that ran, of which these checks failed. */
function ran(edits: readonly Edit[], programs: readonly object[] = []): Evidence {
  const program = parseC({ file: 'program.bpf.c', text: edit(PROGRAM, ...edits) });
  const facts = { capture: { object: { programs } } };
  return { failed: FAILED, program, facts } as unknown as Evidence;
}

describe('a function without SEC', () => {
  const SECTION = 'SEC("tracepoint/syscalls/sys_enter_openat")\n';
  const ATTACHED = { name: 'on_openat', section: 'tracepoint/syscalls/sys_enter_openat' };

  test('is never called, which accounts for everything where there is no other', () => {
    const [found] = missingSection.find(ran([[SECTION, '']]));
    expect(found).toMatchObject({
      message:
        '`on_openat` has no SEC line before it, so the kernel never calls it. Write `SEC("tracepoint/syscalls/sys_enter_openat")` on the line above.',
      place: { line: 34 },
      explains: ['complete', 'how', 'path'],
    });
  });

  test('is not missed where it is called by another one', () => {
    expect(missingSection.find(ran([], [ATTACHED]))).toEqual([]);
    const helper: Edit = [
      SECTION,
      `int more(struct syscall_trace_enter *ctx)\n{\n\treturn note(ctx, 0, 0);\n}\n\n${SECTION}`,
    ];
    const call: Edit = ['\treturn note(ctx, (const', '\tmore(ctx);\n\treturn note(ctx, (const'];
    expect(missingSection.find(ran([helper, call], [ATTACHED]))).toEqual([]);
  });
});

describe('a variable without a value', () => {
  const HOW = '\tr->how = how;\n';
  const unset = (...edits: readonly Edit[]) => uninitialisedVariable.find(ran(edits));

  test('accounts for the member that gets it', () => {
    const [found] = unset([HOW, '\tint mode;\n\tr->how = mode;\n']);
    expect(found).toMatchObject({ place: { line: 29, column: 6 }, explains: ['how'] });
    expect(found?.message).toContain('`mode` is declared here and never given a value');
  });

  test('also where it is passed to a function of the program', () => {
    const [found] = unset([
      '\treturn note(ctx, (const char *)ctx->args[1],',
      '\tconst char *file;\n\treturn note(ctx, file,',
    ]);
    expect(found).toMatchObject({ explains: ['path'] });
  });

  test('is used before it gets one', () => {
    const [found] = unset([HOW, '\tint mode;\n\tr->how = mode;\n\tmode = how;\n']);
    expect(found?.message).toContain('`mode` is used here and given its value in line 31');
    expect(found?.place).toMatchObject({ line: 30 });
  });

  test.each([
    ['set before', '\tint mode;\n\tmode = how;\n\tr->how = mode;\n'],
    [
      'set in both cases',
      '\tint mode;\n\tif (how)\n\t\tmode = 1;\n\telse\n\t\tmode = 2;\n\tr->how = mode;\n',
    ],
    [
      'filled by address',
      '\tint mode;\n\tbpf_probe_read_kernel(&mode, sizeof(mode), ctx);\n\tr->how = mode;\n',
    ],
    ['filled by a macro', '\tint mode;\n\tBPF_CORE_READ_INTO(mode, ctx, nr);\n\tr->how = mode;\n'],
    ['an array', '\tint modes[2];\n\tbpf_get_current_comm(modes, 8);\n\tr->how = modes[0];\n'],
    ['a struct by its members', '\tstruct record other;\n\tother.how = how;\n\tr->how = other.how;\n'],
    ['only measured', '\tstruct record *other;\n\tr->how = how + 0 * sizeof(*other);\n'],
    [
      'set by the round before',
      '\tint mode, i;\n\tfor (i = 0; i < 2; i++) {\n\t\tif (i)\n\t\t\tr->how = mode;\n\t\tmode = how;\n\t}\n',
    ],
    ['never used', '\tint mode;\n\tr->how = how;\n'],
  ])('is not seen where it is %s', (_, lines) => {
    expect(unset([HOW, lines])).toEqual([]);
  });
});
