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
}

/** zod's issues in the words of an author. One issue can be several findings (one per unknown key). */
export function describeIssue(issue: core.$ZodIssue, value: unknown): Finding[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'invalid_union') return describeUnion(issue, path, value);
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(' ');
    return issue.keys.map((key) => ({
      path: [...path, key],
      atKey: true,
      message: `unknown key \`${key}\`${suggest(key, known)}`,
    }));
  }
  return [{ path, message: `\`${nameOf(path)}\` ${complaint(issue, valueAt(value, path))}` }];
}

/** Of several shapes that were possible, the one that the value comes nearest to. */
function describeUnion(issue: core.$ZodIssueInvalidUnion, path: Path, value: unknown): Finding[] {
  const ranked = [...issue.errors].sort((a, b) => mismatch(a) - mismatch(b));
  const inner = valueAt(value, path);
  return (ranked[0] ?? []).flatMap((nested) =>
    describeIssue({ ...nested, path: [...path, ...nested.path] }, value).map((finding) =>
      nested.path.length === 0 && nested.code === 'invalid_type' && inner === undefined
        ? { path, message: `\`${nameOf(path)}\` is missing` }
        : finding,
    ),
  );
}

function mismatch(issues: readonly core.$ZodIssue[]): number {
  const atRoot = issues.filter((issue) => issue.path.length === 0).map((issue) => issue.code);
  if (atRoot.includes('invalid_type')) return 2;
  return atRoot.includes('invalid_value') ? 1 : 0;
}

function complaint(issue: core.$ZodIssue, value: unknown): string {
  if (value === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}, not ${describe(value)}`;
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

function oneOf(values: readonly string[], value: unknown): string {
  if (values.length === 1) return `must be ${values.join()}, not ${describe(value)}`;
  const [near] = typeof value === 'string' ? [nearest(value, values)] : [];
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
