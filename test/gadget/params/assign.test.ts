import { describe, expect, it } from 'vitest';
import type { TypeLayout } from '../../../grader/model/layout.ts';
import { enumeration, float, int, uint } from '../layouts.ts';
import { assign, constants } from './assign.ts';

describe('words of the command line give parameters their values', () => {
  it('and without any, constants stay as the program has them', async () => {
    const values = await assign('');
    expect(values).toEqual({ constants: [], module: { depth: '', greeting: 'hello', loud: '' } });
  });

  it.each([
    ['--pid 258', { pid: '02010000' }],
    ['--pid=258', { pid: '02010000' }],
    ['--pid +7', { pid: '07000000' }],
    ['--pid 4294967295', { pid: 'ffffffff' }],
    ['--level -1', { level: 'ffffffff' }],
    ['--level=-2147483648', { level: '00000080' }],
    ['--failed', { failed: '01' }],
    ['--failed true', { failed: '01' }],
    ['--failed FALSE', { failed: '00' }],
    ['--failed=false', { failed: '00' }],
    ['--failed --pid 1', { failed: '01', pid: '01000000' }],
    ['--name sh', { name: '7368000000000000' }],
    ['--name=12345678', { name: '3132333435363738' }],
    ['--name=', { name: '0000000000000000' }],
    ['--name=a=b', { name: '613d620000000000' }],
    ['--name=-x', { name: '2d78000000000000' }],
    ['--name=ä', { name: 'c3a4000000000000' }],
    ['--pid 1 --pid 2', { pid: '02000000' }],
  ])('%s', async (words, expected) => {
    expect(constants(await assign(words))).toEqual(expected);
  });

  it.each<readonly [string, TypeLayout, string, string]>([
    ['u8', uint(1), '255', 'ff'],
    ['s8', int(1), '-128', '80'],
    ['u16', uint(2), '513', '0102'],
    ['u64', uint(8), '18446744073709551615', 'ffffffffffffffff'],
    ['s64', int(8), '-2', 'feffffffffffffff'],
    ['enum', enumeration('color', { RED: 0 }), '3', '03000000'],
    ['float', float(4), '0.5', '0000003f'],
    ['double', float(8), '-1e3', '0000000000408fc0'],
  ])('as the variable lies in memory: %s', async (_, type, text, hex) => {
    expect(constants(await assign(`--x=${text}`, '', { x: type }))).toEqual({ x: hex });
  });

  it.each([
    ['--depth -8', { depth: '-8', greeting: 'hello', loud: '' }],
    ['-d 8 --greeting=hi', { depth: '8', greeting: 'hi', loud: '' }],
    ['-l -d 8', { depth: '8', greeting: 'hello', loud: 'true' }],
    ['--greeting=', { depth: '', greeting: '', loud: '' }],
  ])("the module's, as they were written: %s", async (words, module) => {
    expect(await assign(words)).toEqual({ constants: [], module });
  });

  it('by the name and with the default that gadget.yaml gives', async () => {
    const yaml =
      'params: { ebpf: { pid: { key: process, defaultValue: 5 }, failed: { defaultValue: true } } }';
    expect(constants(await assign('', yaml))).toEqual({ pid: '05000000', failed: '01' });
    expect(constants(await assign('--process 6 --failed=false', yaml))).toEqual({
      pid: '06000000',
      failed: '00',
    });
    await expect(assign('--pid 6', yaml)).rejects.toMatchObject({ code: 'unknown-option' });
  });

  it('also one that must be given, and then may be empty', async () => {
    const yaml = 'params: { wasm: { who: { isMandatory: true } } }';
    expect((await assign('--who me', yaml)).module).toEqual({ who: 'me' });
    expect((await assign('--who=', yaml)).module).toEqual({ who: '' });
  });
});
