import { describe, expect, test } from 'vitest';
import { originOf } from '../../../../grader/judge/diagnosis/load/origin.ts';
import { readLog } from '../../../../grader/judge/diagnosis/load/verifier-log.ts';
import { logNamed } from './diagnose.ts';

const BRANCHES = `0: R1=ctx() R10=fp0
; first @ a.c:1
0: (b7) r2 = 1                        ; R2=1
1: (15) if r2 == 0x0 goto pc+3        ; R2=1
; left @ a.c:2
2: (b7) r3 = 7                        ; R3=7
3: (95) exit

from 1 to 5: R1=ctx() R2=0 R10=fp0
; right @ a.c:3
5: (b7) r3 = 8                        ; R3=8
6: (95) exit
R0 !read_ok
processed 6 insns (limit 1000000)
`;

describe('a verifier log', () => {
  test('is read as the one way that ends at the refusal', () => {
    const log = readLog(BRANCHES);
    expect(log?.message).toBe('R0 !read_ok');
    expect(log?.path.map(({ index }) => index)).toEqual([0, 1, 5, 6]);
    expect(log?.path.at(-1)?.source).toEqual({ text: 'right', file: 'a.c', line: 3 });
  });

  test('keeps the sentences before the last one', () => {
    expect(readLog(logNamed('never-released'))).toMatchObject({
      message: 'BPF_EXIT instruction in main prog would lead to reference leak',
      notes: [expect.stringMatching(/^Unreleased reference id=\d+ alloc_insn=\d+$/)],
    });
  });

  test('knows the loop, not the states that it compares', () => {
    expect(readLog(logNamed('endless-loop'))?.message).toMatch(/^infinite loop detected at insn \d+$/);
  });

  test('follows calls of the program’s own functions', () => {
    const frames = readLog(logNamed('recursion'))?.path.map(({ frame }) => frame) ?? [];
    expect(Math.max(...frames)).toBeGreaterThan(3);
  });

  test.each(['', 'processed 3 insns (limit 1000000)\n', '0: (95) exit\n; return 0; @ a.c:3\n'])(
    'says nothing in %j',
    (text) => {
      expect(readLog(text)).toBeUndefined();
    },
  );
});

describe('the origin of a register', () => {
  test('is what a helper returned, through copies and the stack', () => {
    const { path = [] } = readLog(logNamed('used-after-submit')) ?? {};
    const last = path.length - 1;
    const register = /\((r\d+) /.exec(path[last]?.text ?? '')?.[1] ?? '';
    expect(originOf(path, last, register)).toMatchObject({ kind: 'returned', by: 'bpf_ringbuf_reserve' });
  });

  test('is the context, where an argument was read from it', () => {
    const { path = [] } = readLog(logNamed('user-pointer-read')) ?? {};
    const last = path.length - 1;
    const register = /\((r\d+) /.exec(path[last]?.text ?? '')?.[1] ?? '';
    expect(originOf(path, last, register)).toMatchObject({ kind: 'context', offset: 24 });
  });
});
