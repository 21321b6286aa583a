import { describe, expect, it } from 'vitest';
import { LabError } from '../../../grader/model/error.ts';
import { array, int, pointer } from '../layouts.ts';
import { assign, constants } from './assign.ts';

async function refusal(...given: Parameters<typeof assign>) {
  const error = await assign(...given).catch((thrown: unknown) => thrown);
  if (!(error instanceof LabError)) throw new Error(`not refused: ${given[0]}`);
  expect(error.kind).toBe('request');
  return { code: error.code, message: error.message, hint: error.hint ?? '' };
}

describe('words that cannot be are refused', () => {
  it.each([
    ['--piid 3', 'There is no option --piid.', 'Did you mean --pid? '],
    ['--ouput json', 'There is no option --ouput.', 'Did you mean --output? '],
    ['-x', 'There is no option -x.', ''],
    [
      '--something-else',
      'There is no option --something-else.',
      'This gadget has --pid, --level, --failed, --name, ',
    ],
    ['--failed yes', 'There is one word too many: `yes`.', 'This gadget has --pid'],
    ['--pid 1 2', 'There is one word too many: `2`.', ''],
  ])('%s: unknown-option', async (words, message, hint) => {
    const refused = await refusal(words);
    expect(refused).toEqual({ code: 'unknown-option', message, hint: expect.stringContaining(hint) });
    expect(refused.hint).toContain('lab run --help');
  });

  it('where there are no parameters at all, that is said', async () => {
    expect((await refusal('--pid 3', '', {})).hint).toMatch(/^This gadget has no parameters; /);
  });

  it.each([
    ['--pid', '--pid needs a value: a whole number from 0 to 4294967295.'],
    ['--pid --failed', '--pid needs a value: a whole number from 0 to 4294967295.'],
    ['--name -x', '--name needs a value: a text of at most 8 bytes.'],
    ['--pid -1', '--pid cannot be `-1`: it must be a whole number from 0 to 4294967295.'],
    ['--pid 4294967296', '--pid cannot be `4294967296`: it must be a whole number from 0 to 4294967295.'],
    ['--pid=', '--pid cannot be ``: it must be a whole number from 0 to 4294967295.'],
    ['--pid 0x10', '--pid cannot be `0x10`: it must be a whole number from 0 to 4294967295.'],
    ['--pid 1.0', '--pid cannot be `1.0`: it must be a whole number from 0 to 4294967295.'],
    ['--failed=maybe', '--failed cannot be `maybe`: it must be true or false.'],
    ['--name 123456789', '--name cannot be `123456789`: it must be a text of at most 8 bytes.'],
    ['--depth 128', '--depth cannot be `128`: it must be a whole number from -128 to 127.'],
  ])('%s: invalid-value', async (words, message) => {
    expect(await refusal(words)).toMatchObject({ code: 'invalid-value', message });
  });

  it.each([
    ['an array', array(int(4), 2), 'an array'],
    ['a pointer', pointer, 'a pointer'],
  ])('a variable that is %s takes none: invalid-value', async (_, type, text) => {
    const { code, message } = await refusal('--x 1', '', { x: type });
    expect(code).toBe('invalid-value');
    expect(message).toBe(`--x cannot be given on a command line: its variable is ${text}.`);
  });

  it('a default of gadget.yaml that cannot be, too, and the hint names the file', async () => {
    const yaml = 'params: { ebpf: { pid: { defaultValue: all } } }';
    expect(await refusal('', yaml)).toMatchObject({
      code: 'invalid-value',
      hint: expect.stringContaining('gadget.yaml'),
    });
    expect(constants(await assign('--pid 1', yaml))).toEqual({ pid: '01000000' });
  });

  it('what the module must have and nobody gives: missing-option', async () => {
    const yaml = 'params: { wasm: { who: { isMandatory: true, typeHint: int8 } } }';
    expect(await refusal('', yaml)).toEqual({
      code: 'missing-option',
      message: "The gadget's module needs --who: a whole number from -128 to 127.",
      hint: '--who=VALUE',
    });
  });
});
