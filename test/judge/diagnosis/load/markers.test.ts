import { describe, expect, test } from 'vitest';
import { markerMessage } from '../../../../grader/engine/session/marker-message.ts';
import type { MarkerProblem } from '../../../../grader/gadget/markers.ts';
import { type Edit, edit } from '../../../support/workspace.ts';
import { PROGRAM } from './cases.ts';
import { diagnoseLoad, lineNamed, refusalOf } from './diagnose.ts';

function marked(problem: MarkerProblem, ...edits: readonly Edit[]) {
  const text = edit(PROGRAM, ...edits);
  const refusal = refusalOf({ stage: 'markers', errno: '', message: markerMessage(problem) });
  const [found] = diagnoseLoad(refusal, text);
  return { id: found?.id, message: found?.message, line: lineNamed(text, found) };
}

const TRACER = 'GADGET_TRACER(opens, ring, record);';

describe('GADGET_TRACER', () => {
  test('missing', () => {
    expect(marked({ kind: 'noTracer' }, [TRACER, ''])).toEqual({
      id: 'tracer-missing',
      message: expect.stringContaining('Add `GADGET_TRACER(open, ring, …)`'),
      line: 'GADGET_TRACER_MAP(ring, 4096 * 16);',
    });
  });

  test('in a comment is missing as well', () => {
    expect(marked({ kind: 'noTracer' }, [TRACER, `// ${TRACER}`]).id).toBe('tracer-missing');
  });

  test('with an unknown map', () => {
    const problem = { kind: 'unknownMap', dataSource: 'opens', map: 'rign', maps: ['ring'] } as const;
    const tracer = 'GADGET_TRACER(opens, rign, record);';
    expect(marked(problem, [TRACER, tracer])).toEqual({
      id: 'tracer-unknown-map',
      message:
        'There is no map `rign`: the second argument of `GADGET_TRACER` has to be the map that carries the events, which is `ring`.',
      line: tracer,
    });
  });

  test('with its arguments in another order', () => {
    const problem = { kind: 'unknownMap', dataSource: 'ring', map: 'opens', maps: ['ring'] } as const;
    const { message } = marked(problem, [TRACER, 'GADGET_TRACER(ring, opens, record);']);
    expect(message).toContain('The first argument is the name of the data source.');
  });

  test('with an unknown struct', () => {
    const problem = { kind: 'unknownStruct', dataSource: 'opens', struct: 'rekord' } as const;
    const tracer = 'GADGET_TRACER(opens, ring, rekord);';
    expect(marked(problem, [TRACER, tracer])).toMatchObject({
      id: 'tracer-unknown-struct',
      message: expect.stringContaining('There is no `struct rekord`'),
      line: tracer,
    });
  });

  test('two for one struct: the later one is to be changed', () => {
    const problem = { kind: 'sharedStruct', struct: 'record', dataSources: ['opens', 'more'] } as const;
    const more = 'GADGET_TRACER(more, ring, record);';
    expect(marked(problem, [TRACER, `${TRACER}\n${more}`])).toMatchObject({
      id: 'unusable-marker',
      line: more,
    });
  });
});

describe('the size of the ring', () => {
  const LOG = "libbpf: map 'ring': failed to create: Invalid argument(-22)\n";

  test.each([
    ['0', 'has no room at all: its size is 0'],
    ['4096 * 0', 'has no room at all: its size is 0'],
    [
      '1024 * 1024 * 1024 * 4ull',
      'is to have 4294967296 bytes, and the number of bytes has to fit into 32 bits',
    ],
    ['sizeof(struct record)', 'The kernel cannot make the ring buffer `ring` of this size.'],
  ])('%s', (size, says) => {
    const text = edit(PROGRAM, ['4096 * 16', size]);
    const [found] = diagnoseLoad(refusalOf({ errno: 'EINVAL', libbpfLog: LOG }), text);
    expect(found?.id).toBe('ring-size');
    expect(found?.message).toContain(says);
    expect(lineNamed(text, found)).toContain('GADGET_TRACER_MAP');
  });
});

describe('a function that nobody has', () => {
  test.each([
    ["libbpf: failed to find BTF for extern 'fill' [12] section: -2\n", 'open'],
    ["libbpf: extern (func ksym) 'fill': not found in kernel or module BTFs\n", 'load'],
  ] as const)('%s', (libbpfLog, stage) => {
    const text = edit(
      PROGRAM,
      ['struct record {', 'int fill(void *record);\n\nstruct record {'],
      ['r->how = how;', 'fill(r);'],
    );
    const [found] = diagnoseLoad(refusalOf({ stage, libbpfLog }), text);
    expect(found?.id).toBe('unknown-function');
    expect(found?.message).toContain('`fill` is declared here, and it is written nowhere');
    expect(lineNamed(text, found)).toBe('int fill(void *record);');
  });
});
