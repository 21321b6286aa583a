import { assignParams } from '../../../grader/gadget/params/assign.ts';
import type { ParamValues } from '../../../grader/gadget/params/param.ts';
import type { TypeLayout } from '../../../grader/model/layout.ts';
import { bool, chars, int, uint } from '../layouts.ts';
import { paramsOf } from './facts.ts';

/** The lab's own options, for words that were meant to be one. */
const OWN = ['--output', '--fields', '--timeout'];

/** The gadget of most tests here. */
const VARIABLES = { pid: uint(4), level: int(4), failed: bool, name: chars(8) };
const MODULE = `
params:
  wasm:
    depth: { alias: d, typeHint: int8 }
    greeting: { defaultValue: hello }
    loud: { alias: l, typeHint: bool }`;

/** What words, parted by blanks, come to. @throws LabError */
export async function assign(
  words: string,
  yaml = MODULE,
  variables: Readonly<Record<string, TypeLayout>> = VARIABLES,
): Promise<ParamValues> {
  return assignParams(await paramsOf(variables, yaml), words.split(' ').filter(Boolean), OWN);
}

/** Constants by name, as hex. */
export const constants = ({ constants }: ParamValues): unknown =>
  Object.fromEntries(constants.map(({ variable, bytes }) => [variable, Buffer.from(bytes).toString('hex')]));
