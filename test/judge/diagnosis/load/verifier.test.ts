import { describe, expect, test } from 'vitest';
import { CASES, PROGRAM, programOf } from './cases.ts';
import { diagnoseLoad, lineNamed, logNamed, refusalOf } from './diagnose.ts';

/** Where the program can be mended as well: where the event is reserved or handed over, or the function begins. */
const NEAR = /= gadget_reserve_buf|^gadget_submit_buf|^int on_openat/;

describe('what the verifier refuses', () => {
  test.each(CASES)('$name', (one) => {
    const text = programOf(one);
    const found = diagnoseLoad(refusalOf({ verifierLog: logNamed(one.name) }), text);
    expect(found.map(({ id }) => id)).toEqual([one.id]);
    expect(found[0]?.message).toContain(one.says);
    expect(lineNamed(text, found[0])).toBe(one.line);
  });

  test.each(CASES)('$name: the same without the places that kernels before 6.10 do not tell', (one) => {
    const text = programOf(one);
    const log = logNamed(one.name).replaceAll(/ @ \S+:\d+$/gm, '');
    const [found] = diagnoseLoad(refusalOf({ verifierLog: log }), text);
    // Code of headers cannot be told from the program's own then, and a repeated line not from its like.
    if (found?.id !== one.id) expect(found?.confidence).toBe('fallback');
    else
      expect(lineNamed(text, found) ?? one.line).toSatisfy(
        (line: string) => line === one.line || NEAR.test(line),
      );
  });

  test.each(CASES)('$name: the same with the line ends of another system', (one) => {
    const text = programOf(one).replaceAll('\n', '\r\n');
    const [found] = diagnoseLoad(refusalOf({ verifierLog: logNamed(one.name) }), text);
    expect(found?.id).toBe(one.id);
    expect(lineNamed(text, found)).toBe(one.line);
  });

  test('in words that nobody knows, with the line', () => {
    const log = '; r->how = how; @ program.bpf.c:29\n7: (95) exit\nR9 is in a mood\nprocessed 3 insns\n';
    const [found] = diagnoseLoad(refusalOf({ verifierLog: log }));
    expect(found).toMatchObject({
      id: 'refused-by-kernel',
      message: 'The kernel refuses this line, and says: “R9 is in a mood”.',
      place: { line: 29 },
    });
  });

  test('costs little, however long the log is', () => {
    const round = '; r->how = how; @ program.bpf.c:29\n7: (05) goto pc-1\n'.repeat(300_000);
    const log = `${round}BPF program is too large. Processed 1000001 insn\nprocessed 1000001 insns\n`;
    diagnoseLoad(refusalOf({ verifierLog: logNamed('never-released') }));
    const started = performance.now();
    expect(diagnoseLoad(refusalOf({ verifierLog: log }))[0]?.id).toBe('too-many-instructions');
    expect(performance.now() - started).toBeLessThan(250);
  });

  test('nothing is said of a program that was not refused', () => {
    const evidence = { ...refusalOf({}), stage: 'load' as const, errno: '' };
    expect(diagnoseLoad(evidence, PROGRAM).map(({ confidence }) => confidence)).toEqual(['fallback']);
  });
});
