import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decisiveLine } from '../../../../grader/judge/diagnosis/load/verifier-log.ts';

/** Logs of a 6.18 kernel, for the course's program with one mistake each. */
function log(name: string): string {
  return readFileSync(join(import.meta.dirname, 'logs', `${name}.log`), 'utf8');
}

const LOGS: readonly (readonly [string, string, number])[] = [
  ['missing-null-check', "R7 invalid mem access 'ringbuf_mem_or_null'", 16],
  ['event-not-submitted', 'BPF_EXIT instruction in main prog would lead to reference leak', 20],
  ['user-pointer-dereferenced', "R1 invalid mem access 'scalar'", 23],
  ['size-beyond-member', 'R1 min value is outside of the allowed memory range', 26],
  ['endless-loop', 'infinite loop detected at insn 29', 29],
];

describe('the decisive line of a verifier log', () => {
  test.each(LOGS)('%s', (name, message, line) => {
    const decisive = decisiveLine(log(name));
    expect(decisive?.message).toBe(message);
    expect(decisive?.source).toMatchObject({ file: 'program.bpf.c', line });
  });

  test('a kernel that names no file leaves the place open', () => {
    const old = log('missing-null-check').replaceAll(/ @ \S+:\d+$/gm, '');
    expect(decisiveLine(old)).toEqual({ message: "R7 invalid mem access 'ringbuf_mem_or_null'" });
  });

  test.each(['', 'processed 3 insns (limit 1000000)\n', '0: (95) exit\n; return 0; @ a.c:3\n'])(
    'nothing is decisive in %j',
    (text) => {
      expect(decisiveLine(text)).toBeUndefined();
    },
  );
});
