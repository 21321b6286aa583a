import { describe, expect, test } from 'vitest';
import { type Gadget, SOLUTION, type Values, writing } from '../../gadget.ts';
import type { Opening } from '../../world.ts';
import { lineOf, program, said } from './program.ts';

const right = ({ syscall, args }: Opening): bigint => args[syscall === 'open' ? 1 : 2] ?? 0n;
const mode = ({ syscall, args }: Opening): bigint => args[syscall === 'open' ? 2 : 3] ?? 0n;
const ASSIGNS = 'event->flags = flags;';
const POPULATES = 'gadget_process_populate(&event->proc);';
const TAKES = 'const char *filename, int flags)';

describe('one cause is one finding', () => {
  test('the mode of both system calls, chosen where the flags came along', () => {
    const text = program(
      [TAKES, 'const char *filename, int flags, int mode)'],
      ['(int)ctx->args[2]);', '(int)ctx->args[2], (int)ctx->args[3]);'],
      ['(int)ctx->args[1]);', '(int)ctx->args[1], (int)ctx->args[2]);'],
      [ASSIGNS, 'event->flags = mode;'],
    );
    const [found, ...others] = said(
      '02',
      writing((opening) => ({ flags: mode(opening) })),
      text,
    );
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      id: 'value-from-other-argument',
      confidence: 'certain',
      explains: ['openat-flags', 'open-flags'],
      place: { line: lineOf(text, 'event->flags = mode') },
    });
    expect(found?.message).toContain('`args[3]` of openat and `args[2]` of open');
  });

  test('user and group exchanged', () => {
    const gadget = writing(({ uid, gid }) => ({ 'proc.creds.uid': gid, 'proc.creds.gid': uid }));
    const text = program([
      POPULATES,
      `${POPULATES}\n\t__u64 ids = bpf_get_current_uid_gid();\n\tevent->proc.creds.uid = ids >> 32;\n\tevent->proc.creds.gid = ids;`,
    ]);
    const found = said('02', gadget, text);
    expect(found).toHaveLength(1);
    expect(found[0]?.explains).toEqual(['00/uid', '00/gid']);
    expect(found[0]?.message).toMatch(/^`proc\.creds\.uid` and `proc\.creds\.gid` are exchanged/);
  });

  test('everything that one memset clears', () => {
    const cleared = {
      'proc.comm': '',
      'proc.pid': 0,
      'proc.tid': 0,
      'proc.mntns_id': 0,
      'proc.creds.uid': 0,
    };
    const text = program([
      POPULATES,
      `${POPULATES}\n\t__builtin_memset(&event->proc, 0, sizeof(event->proc));`,
    ]);
    const found = said(
      '02',
      writing(() => cleared),
      text,
    );
    expect(found.map(({ id, place }) => [id, place?.line])).toEqual([
      ['value-constant', lineOf(text, '__builtin_memset')],
    ]);
    expect(found[0]?.explains).toEqual(
      expect.arrayContaining(['00/comm', '00/pid', '00/tid', '00/mntns-id']),
    );
  });
});

test('a signed type that loses bits is too narrow, whatever becomes of the sign', () => {
  const gadget = writing((opening) => ({ flags: BigInt.asIntN(16, right(opening)) }));
  const [found] = said('02', gadget, program([TAKES, 'const char *filename, short flags)']));
  expect(found?.id).toBe('value-truncated');
  expect(found?.message).toContain(
    'takes the highest of them for a sign: `short flags` has no room for more',
  );
});

describe('two causes are two findings', () => {
  test('each system call has its own', () => {
    const text = program(['(int)ctx->args[2]', '(int)ctx->args[3]'], ['(int)ctx->args[1]', '577']);
    const gadget = writing((opening) => ({ flags: opening.syscall === 'open' ? 577n : mode(opening) }));
    expect(said('02', gadget, text).map(({ id, explains }) => [id, explains])).toEqual([
      ['value-from-other-argument', ['openat-flags']],
      ['value-constant', ['open-flags']],
    ]);
  });
});

describe('without the source, much evidence is still enough', () => {
  test('for an argument', () => {
    const found = said(
      '02',
      writing((opening) => ({ flags: mode(opening) })),
      undefined,
    );
    expect(found.map(({ id, confidence, place }) => [id, confidence, place])).toEqual([
      ['value-from-other-argument', 'likely', undefined],
    ]);
  });

  test('for the thread id', () => {
    expect(
      said(
        '00',
        writing(({ tid }) => ({ 'proc.pid': tid })),
        undefined,
      )[0]?.id,
    ).toBe('value-from-other-field');
  });
});

/** Programs whose values are wrong in a way that these rules cannot or should not explain. */
const SILENT: readonly { what: string; step: string; gadget: Gadget; text?: string }[] = [
  {
    what: 'nothing is ever written to the member, which is told elsewhere',
    step: '02',
    gadget: writing(() => ({ flags: 0x7e7e7e7e })),
    text: program([ASSIGNS, '']),
  },
  {
    what: 'the process is written to another struct',
    step: '00',
    gadget: writing(() => ({
      'proc.comm': '~~~~',
      'proc.pid': 0x7e7e7e7e,
      'proc.creds.uid': 0,
      'proc.creds.gid': 0,
    })),
    text: program([POPULATES, 'struct gadget_process other = {};\n\tgadget_process_populate(&other);']),
  },
  {
    what: 'the numbers have no rule',
    step: '02',
    gadget: writing((opening, now) => ({
      flags: (right(opening) * 2654435761n + now * 40503n) % 0x1_0000_0000n,
    })),
    text: program([ASSIGNS, 'event->flags = flags * 2654435761u + bpf_get_prandom_u32();']),
  },
  {
    what: 'one odd value is no constant',
    step: '02',
    gadget: writing((opening): Values => (opening.path?.length === 3 ? { flags: 4711 } : {})),
    text: program([ASSIGNS, 'event->flags = odd(flags);']),
  },
  {
    what: 'nothing arrived that could be compared',
    step: '02',
    gadget: { ...SOLUTION, sends: () => 0 },
    text: program(),
  },
];

describe('what is not sure is not said', () => {
  test.each(SILENT.map((one) => [one.what, one] as const))('%s', (_, { step, gadget, text }) => {
    for (const seed of [4711, 1, 998]) expect(said(step, gadget, text, seed)).toEqual([]);
  });
});

test('what is tried on a sample of many events is proved on all of them', () => {
  const text = program(['(int)ctx->args[2]', '(int)ctx->args[3]']);
  const gadget = writing((opening) => ({
    flags: opening.syscall === 'openat' ? mode(opening) : right(opening),
  }));
  expect(said('04', gadget, text)).toHaveLength(1);
});
