import type { core } from 'zod';
import { nearest } from './nearest.ts';

/** Where in the document, by keys and indexes from the root. */
export type Path = readonly (string | number)[];

/** Something wrong at a place in the document. */
export interface Finding {
  readonly path: Path;
  /** True where the key itself is meant, not its value. */
  readonly atKey?: boolean;
  readonly message: string;
  /** For an unknown key: the known one that was probably meant. */
  readonly meant?: string;
}

/** zod's issues in the words of an author. */
export function describeIssues(issues: readonly core.$ZodIssue[], value: unknown): Finding[] {
  const findings = issues.flatMap((issue) => describeIssue(issue, value));
  const meant = findings.flatMap((finding) =>
    finding.meant === undefined ? [] : [JSON.stringify([...finding.path.slice(0, -1), finding.meant])],
  );
  // A misspelt key is one mistake: that the right one is missing follows from it.
  return findings.filter(({ path }) => !meant.includes(JSON.stringify(path)));
}

function describeIssue(issue: core.$ZodIssue, value: unknown): Finding[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'invalid_union') return describeUnion(issue, path, value);
  if (issue.code === 'unrecognized_keys') return describeKeys(issue, path);
  return [{ path, message: `\`${nameOf(path)}\` ${complaint(issue, valueAt(value, path))}` }];
}

/** The schema puts the known keys into the issue's message. */
function describeKeys(issue: core.$ZodIssueUnrecognizedKeys, path: Path): Finding[] {
  const known = issue.message.split(' ');
  return issue.keys.map((key) => {
    const meant = nearest(key, known);
    const message = `unknown key \`${key}\`${suggest(key, known)}`;
    return { path: [...path, key], atKey: true, message, ...(meant !== undefined && { meant }) };
  });
}

/** Of several shapes that were possible, the one that the value comes nearest to. */
function describeUnion(issue: core.$ZodIssueInvalidUnion, path: Path, value: unknown): Finding[] {
  const [nearestShape = []] = [...issue.errors].sort((a, b) => mismatch(a) - mismatch(b));
  if (mismatch(nearestShape) === WRONG_TYPE && valueAt(value, path) !== undefined) {
    const types = issue.errors
      .flat()
      .flatMap((error) => (error.code === 'invalid_type' ? error.expected : []));
    const allowed = types.map((type) => TYPE_NAMES[type] ?? type).join(' or ');
    return [
      { path, message: `\`${nameOf(path)}\` must be ${allowed}, not ${describe(valueAt(value, path))}` },
    ];
  }
  return nearestShape.flatMap((error) => describeIssue({ ...error, path: [...path, ...error.path] }, value));
}

const WRONG_TYPE = 2;

/** How far a value is from a shape: of another type, of the type but not among its values, or nearly right. */
function mismatch(issues: readonly core.$ZodIssue[]): number {
  const atRoot = issues.filter((issue) => issue.path.length === 0).map((issue) => issue.code);
  if (atRoot.includes('invalid_type')) return WRONG_TYPE;
  return atRoot.includes('invalid_value') ? 1 : 0;
}

function complaint(issue: core.$ZodIssue, value: unknown): string {
  if (value === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type': {
      const quotes = issue.expected === 'string' && isBare(value) ? '; put it in quotes' : '';
      return `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}, not ${describe(value)}${quotes}`;
    }
    case 'invalid_value':
      return oneOf(issue.values.map(String), value);
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'must not be empty'
        : `must be ${issue.minimum} or more`;
    case 'too_big':
      return `must be ${issue.maximum} or less`;
    default:
      return issue.message;
  }
}

/** Written without quotes, YAML takes `01` for a number and `true` for a truth value. */
function isBare(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function oneOf(values: readonly string[], value: unknown): string {
  if (values.length === 1) return `must be ${values.join()}, not ${describe(value)}`;
  const near = typeof value === 'string' ? nearest(value, values) : undefined;
  const question = near === undefined ? '' : `; did you mean \`${near}\`?`;
  return `must be one of ${values.join(', ')}, not ${describe(value)}${question}`;
}

/** `, did you mean …?` where a name is near, else what there is to choose from. */
export function suggest(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (near !== undefined) return `, did you mean \`${near}\`?`;
  return known.length === 0 ? '' : `; known are ${known.join(', ')}`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a mapping',
};

function describe(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `\`${value.length > 40 ? `${value.slice(0, 39)}…` : value}\``;
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'number' ? `the number ${value}` : String(value);
}

/** The last key on the way, with the index behind it: `files[0]`. The root is called `step.yaml`. */
function nameOf(path: Path): string {
  const key = path.findLastIndex((part) => typeof part === 'string');
  const indexes = path.slice(key + 1).map((index) => `[${index}]`);
  return key < 0 ? 'step.yaml' : `${path[key]}${indexes.join('')}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, part) => property(inner, part), value);
}

/** A property of a value of which nothing is known; undefined where there is none. */
export function property(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** A list among a value's properties; empty where there is none. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const list = property(value, key);
  return Array.isArray(list) ? list : [];
}
