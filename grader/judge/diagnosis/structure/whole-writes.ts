import type { CCall } from '../source/functions.ts';
import type { Code } from './code.ts';
import type { Scene } from './scene.ts';

/** Copies bytes to where its first argument points. */
const COPIES =
  /^(?:(?:__builtin_)?mem(?:cpy|move)|bpf_(?:probe|core)_read\w*|BPF_\w*_INTO|bpf_skb_load_bytes\w*)$/;

/**
 * Whether events may be written in one go, so that a member needs no line of its own: made of a list of values, or
 * copied from something whose members do not have the same names.
 */
export function writesWhole({ code, graded }: Scene): boolean {
  const { text } = code;
  const struct = graded?.struct.name ?? '';
  const list = new RegExp(`struct\\s+${struct}\\s+\\w+\\s*=\\s*\\{\\s*[^.}\\s0]`);
  const literal = new RegExp(`\\(\\s*struct\\s+${struct}\\s*\\)\\s*\\{\\s*[^.}\\s0]`);
  if (list.test(text) || literal.test(text) || /\b(container_of|offsetof)\b/.test(text)) return true;
  return throughPointer(text, struct) || code.calls.some((call) => copiesEvent(code, call, struct));
}

/** `*event = value`, where the value is not another one of these structs. */
function throughPointer(text: string, struct: string): boolean {
  const named = new RegExp(`=\\s*\\(\\s*struct\\s+${struct}\\s*\\)\\s*\\{\\s*(?=[.}])`, 'g');
  // A list with names tells which members it writes.
  const stores = withoutDeclarations(text.replace(named, ' ')).matchAll(
    /\*\s*\(?\s*[A-Za-z_]\w*\s*\)?\s*=(?!=)\s*\*?\s*(\w+)?\s*(;)?/g,
  );
  return [...stores].some(
    ([, value, end]) => value === undefined || end === undefined || !isOf(text, value, struct),
  );
}

/** `struct event *event = …` begins like `*event = …`. */
function withoutDeclarations(text: string): string {
  return text.replace(/\b(?:struct\s+\w+|void|char|int|\w+_t|__?u\d+|u\d+)\s*(?:\*\s*)+\w+\s*=/g, ' ');
}

function copiesEvent(
  code: Code,
  { callee, arguments: list, function: home }: CCall,
  struct: string,
): boolean {
  const [target, source] = list.map(({ text }) => variableOf(text));
  if (!COPIES.test(callee) || target === undefined || home === undefined) return false;
  const text = code.text.slice(home.from, home.to);
  const into = isOf(text, target, struct) || new RegExp(`void\\s*\\*\\s*${target}\\b`).test(text);
  const isCopy = callee.includes('mem') && source !== undefined && isOf(text, source, struct);
  return into && !isCopy;
}

/** `&event`, `event`, `(void *)event` → `event`. */
function variableOf(text: string): string | undefined {
  return /^(?:\([^()]*\)\s*)?&?\s*([A-Za-z_]\w*)$/.exec(text.trim())?.[1];
}

function isOf(text: string, name: string, struct: string): boolean {
  return new RegExp(`struct\\s+${struct}\\s*(?:\\*\\s*)?${name}\\b`).test(text);
}
