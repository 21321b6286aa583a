import { nearest } from '../../course/nearest.ts';
import { LabError } from '../../model/error.ts';
import { encodeValue } from './encode.ts';
import type { ConstantValue, GadgetParam, ParamValues } from './param.ts';
import { typeText } from './value-type.ts';

/**
 * Gives parameters their values: what the command line says, else what gadget.yaml says, else nothing, which leaves
 * a constant as the program has it.
 * @param words what the command line holds besides the lab's own options: `--pid`, `123`, `--failed`, `--comm=sh`
 * @param options the lab's own options, for a word that is meant to be one of them
 * @throws LabError `unknown-option`, `invalid-value`, `missing-option`
 */
export function assignParams(
  params: readonly GadgetParam[],
  words: readonly string[],
  options: readonly string[] = [],
): ParamValues {
  const given = readWords(params, words, options);
  const constants: ConstantValue[] = [];
  const module: Record<string, string> = {};
  for (const param of params) {
    const text = given.get(param) ?? param.defaultValue;
    if (text === '' && param.mandatory && !given.has(param)) throw missing(param);
    if (param.target.kind === 'module') module[param.key] = text;
    if (text === '' && !given.has(param)) continue;
    const bytes = encodeValue(param.type, text);
    if (bytes === undefined) throw invalid(param, text);
    if (param.target.kind === 'constant') constants.push({ variable: param.target.variable, bytes });
  }
  return { constants, module };
}

function readWords(
  params: readonly GadgetParam[],
  words: readonly string[],
  options: readonly string[],
): ReadonlyMap<GadgetParam, string> {
  const given = new Map<GadgetParam, string>();
  for (let at = 0; at < words.length; at++) {
    const { flag, value } = split(words[at] ?? '');
    const param = params.find(
      ({ key, alias }) => flag === `--${key}` || (alias !== '' && flag === `-${alias}`),
    );
    if (!param) throw unknown(flag, params, options);
    const next = words[at + 1];
    const takesNext = value === undefined && next !== undefined && isValueOf(param, next);
    if (takesNext) at++;
    const text = value ?? (takesNext ? next : undefined) ?? (param.type.kind === 'bool' ? 'true' : undefined);
    if (text === undefined) throw withoutValue(param);
    given.set(param, text);
  }
  return given;
}

/** `--key=value` or `--key`. */
function split(word: string): { readonly flag: string; readonly value: string | undefined } {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  if (equals < 0) return { flag: word, value: undefined };
  return { flag: word.slice(0, equals), value: word.slice(equals + 1) };
}

/** A truth value need not follow its flag; a minus begins a number, or else the next flag. */
function isValueOf({ type }: GadgetParam, word: string): boolean {
  if (type.kind === 'bool') return /^(true|false)$/i.test(word);
  return !word.startsWith('-') || /^-\d/.test(word);
}

function unknown(flag: string, params: readonly GadgetParam[], options: readonly string[]): LabError {
  const known = params.map(({ key }) => `--${key}`);
  const own = known.length === 0 ? 'This gadget has no parameters' : `This gadget has ${known.join(', ')}`;
  const near = flag.startsWith('-') ? nearest(flag, [...known, ...options]) : undefined;
  const advice = near === undefined ? '' : `Did you mean ${near}? `;
  return new LabError({
    kind: 'request',
    code: 'unknown-option',
    message: flag.startsWith('-')
      ? `There is no option ${flag}.`
      : `There is one word too many: \`${flag}\`.`,
    hint: `${advice}${own}; what every gadget has is in: lab run --help`,
  });
}

function withoutValue({ key, type }: GadgetParam): LabError {
  return invalidValue(`--${key} needs a value: ${typeText(type)}.`, `--${key}=VALUE`);
}

function invalid({ key, type }: GadgetParam, text: string): LabError {
  const hint = 'Give another value, or correct `defaultValue` in gadget.yaml';
  if (type.kind === 'unsettable')
    return invalidValue(`--${key} cannot be given on a command line: its variable is ${type.name}.`, hint);
  return invalidValue(`--${key} cannot be \`${text}\`: it must be ${typeText(type)}.`, hint);
}

function invalidValue(message: string, hint: string): LabError {
  return new LabError({ kind: 'request', code: 'invalid-value', message, hint });
}

function missing({ key, type }: GadgetParam): LabError {
  return new LabError({
    kind: 'request',
    code: 'missing-option',
    message: `The gadget's module needs --${key}: ${typeText(type)}.`,
    hint: `--${key}=VALUE`,
  });
}
