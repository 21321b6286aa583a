import type { CMember } from '../source/structs.ts';
import { textBetween } from './calls.ts';
import type { CompilerError, Failure, Said } from './failure.ts';
import { statementStart } from './syntax.ts';
import { describe } from './types.ts';
import { type Declared, meaningOf } from './variables.ts';

const GIVES_POINTER = /^(gadget_reserve_buf|bpf_ringbuf_reserve|bpf_map_lookup_elem)$/;

/** `struct event event;` where a pointer is needed: everything that is done with it is then wrong. */
export function pointerMissing(failure: Failure, { at }: CompilerError): Said | undefined {
  const declared = valueAt(failure, at);
  if (declared === undefined || declared.stars > 0 || declared.array !== undefined) return undefined;
  if (!/\bstruct\b/.test(declared.type) || declared.kind === 'map') return undefined;
  const isGiven = failure.program.assignments.some(
    ({ target, value }) => target === declared.name && GIVES_POINTER.test(calleeOf(value)),
  );
  const isContext = declared.kind === 'parameter' && /syscall_trace_|trace_event_raw_/.test(declared.type);
  if (!isGiven && !isContext) return undefined;
  const why = isContext ? 'the kernel hands over a pointer' : 'it is given a pointer';
  const right = describe({ ...declared, stars: 1 });
  return {
    message: `\`${declared.name}\` must be a pointer, as ${why}; its declaration lacks the \`*\`: \`${right}\`.`,
    at: declared.at,
  };
}

/** The variable at an error, behind `*`, `!` and `&`, or before `.` and `->`. */
function valueAt({ tokens, program }: Failure, at: number): Declared | undefined {
  const token = tokens[at];
  const isBefore = /^[*!&]$/.test(token?.text ?? '');
  const name = isBefore ? tokens[at + 1] : token?.kind === 'sign' ? tokens[at - 1] : token;
  return name?.kind === 'name' ? meaningOf(program, name.text, name.from) : undefined;
}

function calleeOf(value: string): string {
  return /^(?:\([^)]*\)\s*)?(\w+)/.exec(value)?.[1] ?? '';
}

/** `*event->flags`: what is no pointer points to nothing. */
export function needlessStar(failure: Failure, { at, diagnostic }: CompilerError): Said | undefined {
  const { tokens } = failure;
  const [before, star, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  const isUnary = before?.kind === 'sign' && !/^[)\]]$/.test(before.text);
  if (star?.text !== '*' || !isUnary || diagnostic.category !== 'Semantic Issue') return undefined;
  if (next?.kind !== 'name' && next?.text !== '*') return undefined;
  const message =
    'A `*` takes what a pointer points to, and what comes after this one is no pointer. Leave the `*` out.';
  return { message, at: star.from };
}

/** Something is written to what is declared `const`. */
export function constant(failure: Failure, { at, diagnostic }: CompilerError): Said | undefined {
  const { tokens, program } = failure;
  if (!/^[-+*/|&^]?=$/.test(tokens[at]?.text ?? '') || diagnostic.category !== 'Semantic Issue')
    return undefined;
  const target = textBetween(failure, statementStart(failure, at), at - 1);
  const declared = memberOf(program, target) ?? meaningOf(program, target, tokens[at]?.from ?? 0);
  if (declared === undefined) return undefined;
  const type = 'text' in declared ? declared.text : `${declared.type}${'*'.repeat(declared.stars)}`;
  if (!/\bconst\b/.test(type) || type.includes('*')) return undefined;
  const message = `\`${target}\` is declared \`const\` here, so that nothing can be written to it. Take the \`const\` out.`;
  return { message, at: 'text' in declared ? declared : declared.at };
}

function memberOf(program: Failure['program'], target: string): CMember | undefined {
  const [, name] = /(?:->|\.)\s*(\w+)$/.exec(target) ?? [];
  const members = program.structs.flatMap((struct) =>
    struct.members.filter((member) => member.name === name),
  );
  return members.length === 1 ? members[0] : undefined;
}

/** `char LICENSE = "GPL";` */
export function textInLetter(failure: Failure, { at, diagnostic }: CompilerError): Said | undefined {
  const { tokens } = failure;
  const [before, name, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (name?.kind !== 'name' || before?.text !== 'char' || next?.text === '[') return undefined;
  const end = tokens.findIndex(({ text }, index) => index > at && text === ';');
  const isText = tokens[end - 1]?.kind === 'text' && tokens[end - 2]?.text === '=';
  if (diagnostic.category !== '-Wint-conversion' || !isText) return undefined;
  const message = `A \`char\` is one letter; for a whole text, \`${name.text}\` must be an array: \`char ${name.text}[]\`.`;
  return { message, at: name.from };
}
