import { nearest } from '../../course/nearest.ts';
import { HEADER_KEYS, type HeaderKey, type MistakePlace } from './program.ts';

/** Told by line and sentence; the reader goes on, so that an author learns of everything at once. */
export type Complain = (line: number, message: string) => void;

export interface Header {
  readonly values: ReadonlyMap<HeaderKey, HeaderValue>;
  /** How many lines it has, with the empty one that ends it. */
  readonly length: number;
}

export interface HeaderValue {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** `flags`, or `00/process`. */
const TASK = /^(\d\d\/)?[a-z0-9]+(-[a-z0-9]+)*$/;

/** Reads the `Key: value` lines up to the first empty one. */
export function readHeader(
  lines: readonly string[],
  allowed: readonly HeaderKey[],
  complain: Complain,
): Header {
  const end = lines.indexOf('');
  const length = end === -1 ? lines.length : end;
  const values = new Map<HeaderKey, HeaderValue>();
  for (const [index, text] of lines.slice(0, length).entries()) {
    const line = index + 1;
    if (/^(diff |--- |@@ )/.test(text)) {
      complain(line, 'an empty line must stand between the header and the patch');
      return { values, length: index };
    }
    const [, key = '', value = ''] = /^([^:\s]+):(.*)$/.exec(text) ?? [];
    const known = HEADER_KEYS.find((one) => one === key);
    if (known === undefined) complain(line, unknownKey(text, key));
    else if (!allowed.includes(known)) complain(line, `\`${known}\` has no place in a right program`);
    else if (values.has(known)) complain(line, `\`${known}\` is there twice`);
    else if (value.trim() === '') complain(line, `\`${known}\` has no value`);
    else values.set(known, { text: value.trim(), line });
  }
  return { values, length: length + 1 };
}

function unknownKey(text: string, key: string): string {
  if (key === '') return `a line of the header is \`Key: value\`, not \`${text.slice(0, 60)}\``;
  const near = nearest(key, HEADER_KEYS);
  return `unknown key \`${key}\`${near === undefined ? `; known are ${HEADER_KEYS.join(', ')}` : `, did you mean \`${near}\`?`}`;
}

/** The value of a key that must be there; empty where it is not, which is told. */
export function required({ values }: Header, key: HeaderKey, complain: Complain): HeaderValue {
  const value = values.get(key);
  if (value === undefined) complain(1, `\`${key}\` is missing`);
  return value ?? { text: '', line: 1 };
}

export function requiredName(header: Header, key: HeaderKey, complain: Complain): string {
  const { text, line } = required(header, key, complain);
  if (text !== '' && !KEBAB.test(text)) {
    complain(line, `\`${key}\` must be one name in kebab-case, such as \`argument-index\`, not \`${text}\``);
  }
  return text;
}

export function taskName(text: string, line: number, complain: Complain): string {
  if (text !== '' && !TASK.test(text)) {
    complain(line, `\`${text}\` is no task: \`flags\`, or \`00/process\` for one of an earlier step`);
  }
  return text;
}

export function placeOf(value: HeaderValue, complain: Complain): MistakePlace | undefined {
  const [, file, line] = /^(\S+):([1-9]\d*)$/.exec(value.text) ?? [];
  if (file !== undefined && line !== undefined) return { file, line: Number(line) };
  complain(
    value.line,
    `\`Line\` is a file and a line of it, such as \`program.bpf.c:61\`, not \`${value.text}\``,
  );
  return undefined;
}
