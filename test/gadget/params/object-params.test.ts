import { describe, expect, it } from 'vitest';
import { moduleDefaults } from '../../../grader/gadget/params/defaults.ts';
import { gadgetParams } from '../../../grader/gadget/params/object-params.ts';
import { typeText } from '../../../grader/gadget/params/value-type.ts';
import type { TypeLayout } from '../../../grader/model/layout.ts';
import { array, bool, chars, enumeration, float, int, nested, pointer, uint } from '../layouts.ts';
import { metadataOf } from '../metadata/show.ts';
import { paramsOf } from './facts.ts';

const keys = async (...given: Parameters<typeof paramsOf>): Promise<readonly string[]> =>
  (await paramsOf(...given)).map(({ key }) => key);

describe('the variables that a program marks', () => {
  it('are parameters under their own names, in the order of the object', async () => {
    expect(await paramsOf({ only_failed: bool, limit: uint(4) })).toMatchObject([
      {
        key: 'only_failed',
        target: { kind: 'constant', variable: 'only_failed' },
        defaultValue: '',
        mandatory: false,
      },
      { key: 'limit', target: { kind: 'constant', variable: 'limit' } },
    ]);
  });

  it('are none where the marked variable is not there', () => {
    const facts = {
      variables: ['gadget_param_gone', 'gadget_tracer_open___events___event'],
      variable: () => undefined,
    };
    expect(gadgetParams(facts, { ebpf: [], wasm: [] })).toEqual([]);
  });

  it.each([
    ['targ_pid', uint(4, 'gadget_pid'), 'pid'],
    ['targ_tid', uint(4, 'gadget_tid'), 'tid'],
    ['targ_uid', uint(4, 'gadget_uid'), 'uid'],
    ['targ_gid', uint(4, 'gadget_gid'), 'gid'],
    ['targ_comm', chars(16, 'gadget_comm'), 'comm'],
    ['collect_ustack', bool, 'collect-ustack'],
    ['targ_pid', uint(4), 'targ_pid'],
    ['targ_comm', chars(16), 'targ_comm'],
    ['collect_build_id', uint(1), 'collect_build_id'],
    ['constructor', uint(4), 'constructor'],
  ])('go by a short name where they are those of gadget/filter.h: %s', async (variable, type, key) => {
    expect(await keys({ [variable]: type })).toEqual([key]);
  });

  it.each<readonly [string, TypeLayout, string]>([
    ['_Bool', bool, 'true or false'],
    ['u8', uint(1), 'a whole number from 0 to 255'],
    ['s16', int(2), 'a whole number from -32768 to 32767'],
    ['u64', uint(8), 'a whole number from 0 to 18446744073709551615'],
    ['enum', enumeration('color', { RED: 0 }), 'a whole number from 0 to 4294967295'],
    ['double', float(8), 'a number'],
    ['char[16]', chars(16), 'a text of at most 16 bytes'],
    ['int[2]', array(int(4), 2), 'an array'],
    ['a struct', nested('point', { x: int(4) }), 'struct point'],
    ['a pointer', pointer, 'a pointer'],
  ])('say what they take: %s', async (_, type, text) => {
    const [param] = await paramsOf({ x: type });
    expect(param && typeText(param.type)).toBe(text);
  });
});

describe('gadget.yaml', () => {
  const filter = { targ_pid: uint(4, 'gadget_pid'), failed: bool };

  it.each([
    ['gives another name', 'targ_pid: { key: process }', ['process', 'failed']],
    ['finds variables without regard to case', 'TARG_PID: { key: process }', ['process', 'failed']],
    [
      'gives the long name back where it asks for that',
      'targ_pid: { key: targ_pid }',
      ['targ_pid', 'failed'],
    ],
    ['leaves the short name where it has no key', 'targ_pid: { description: x }', ['pid', 'failed']],
    ['has no say about what is not marked', 'unmarked: { key: x }', ['pid', 'failed']],
  ])('%s', async (_, entry, expected) => {
    expect(await keys(filter, `params: { ebpf: { ${entry} } }`)).toEqual(expected);
  });

  it('gives defaults and descriptions', async () => {
    const params = await paramsOf(
      filter,
      'params: { ebpf: { failed: { defaultValue: true, description: d } } }',
    );
    expect(params).toMatchObject([
      { defaultValue: '', description: 'only events of the process with this id' },
      { defaultValue: 'true', description: 'd' },
    ]);
  });

  const module = `
params:
  wasm:
    depth: { key: level, description: d, defaultValue: 3, typeHint: uint8, alias: l, isMandatory: true }
    plain:`;

  it("has the module's parameters, after the program's", async () => {
    expect(await paramsOf({ failed: bool }, module)).toMatchObject([
      { key: 'failed' },
      {
        key: 'level',
        alias: 'l',
        description: 'd',
        defaultValue: '3',
        mandatory: true,
        type: { kind: 'integer', signed: false, size: 1 },
        target: { kind: 'module' },
      },
      { key: 'plain', alias: '', defaultValue: '', mandatory: false, target: { kind: 'module' } },
    ]);
  });

  it('gives modules their defaults by key', async () => {
    expect(moduleDefaults(await metadataOf(module))).toEqual({ level: '3', plain: '' });
    expect(moduleDefaults()).toEqual({});
  });

  it.each([
    ['', 'a text'],
    ['string', 'a text'],
    ['bool', 'true or false'],
    ['int', 'a whole number from -9223372036854775808 to 9223372036854775807'],
    ['uint', 'a whole number from 0 to 18446744073709551615'],
    ['int8', 'a whole number from -128 to 127'],
    ['uint32', 'a whole number from 0 to 4294967295'],
    ['float32', 'a number'],
    ['duration', 'duration'],
  ])('says what the module takes: typeHint %j', async (hint, text) => {
    const [param] = await paramsOf({}, `params: { wasm: { x: { typeHint: "${hint}" } } }`);
    expect(param && typeText(param.type)).toBe(text);
  });
});
