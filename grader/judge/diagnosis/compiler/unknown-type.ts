import { type CompilerError, compilerRule, type Failure, offsetOf, type Said, tokenAt } from './failure.ts';
import { HEADERS } from './headers.ts';
import { nearestName } from './names.ts';
import { STRUCTS } from './signatures.ts';
import {
  braceAround,
  isSemantic,
  isTypePlace,
  STATEMENT_WORDS,
  STORAGE_WORDS,
  TYPE_WORDS,
} from './syntax.ts';
import { typeMissing } from './type-missing.ts';
import { structIn } from './types.ts';
import { meaningOf } from './variables.ts';

export const unknownType = compilerRule({
  id: 'unknown-type',
  meaning: 'A type is misspelt, is not there, lacks the word `struct`, or is left out.',
  example: {
    code: 'struct gadget_proces proc;',
    message: 'There is no `struct gadget_proces`. It is called `struct gadget_process`.',
  },
  explain: (failure) => {
    const { first } = failure;
    if (first?.offset === undefined) return undefined;
    return (
      structMissing(failure, first) ??
      wordMissing(failure, first) ??
      unknownStruct(failure, first) ??
      typeMissing(failure, first) ??
      unknownName(failure, first)
    );
  },
});

/** `gadget_process proc;` */
function structMissing(failure: Failure, { diagnostic, at }: CompilerError): Said | undefined {
  const [, word] = /^(struct|union|enum) $/.exec(diagnostic.fixIt?.text ?? '') ?? [];
  const name = failure.tokens[at];
  if (word === undefined || name === undefined || !isTypePlace(failure, at)) return undefined;
  // There is a variable of that name: it is not meant as a type.
  if (meaningOf(failure.program, name.text, name.from) !== undefined) return undefined;
  // `class event {`
  if (failure.tokens[at + 2]?.text === '{') return undefined;
  return {
    message: `\`${name.text}\` is a ${word}, so that its type is called \`${word} ${name.text}\`: the word \`${word}\` is missing.`,
    at: name.from,
  };
}

/** `event {` */
function wordMissing({ tokens, brackets }: Failure, { at }: CompilerError): Said | undefined {
  const [before, name, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  const begins = before === undefined || /^[;})]$/.test(before.text);
  if (name?.kind !== 'name' || next?.text !== '{' || !begins || brackets.around[at] !== undefined)
    return undefined;
  return { message: `The word \`struct\` is missing before \`${name.text}\`.`, at: name.from };
}

/** The compiler has heard the struct's name and never saw what is in it. */
function unknownStruct(failure: Failure, first: CompilerError): Said | undefined {
  const { program } = failure;
  const variable = first.notes.some(({ category }) => category === '')
    ? variableAt(failure, first)
    : undefined;
  const names = [...first.notes.map((note) => structAt(failure, note)), variable];
  for (const name of names) {
    if (name === undefined) continue;
    const isOwn = program.structs.some((struct) => struct.name === name.text);
    const isTheirs = [...HEADERS.values()].some((other) => other.includes(name.text));
    if (!isOwn && !isTheirs) return noStruct(program, name);
  }
  return undefined;
}

function noStruct(program: Failure['program'], name: Failure['tokens'][number]): Said {
  const no = `There is no \`struct ${name.text}\`.`;
  const behind = new RegExp(`\\}\\s*${name.text}\\s*;`).exec(program.text);
  if (behind !== null) {
    const message = `${no} The name behind the \`}\` is that of a type or variable: write it before the \`{\`, as in \`struct ${name.text} {\`.`;
    return { message, at: behind.index };
  }
  const known = [...program.structs.map((struct) => struct.name), ...STRUCTS.keys(), 'task_struct'];
  const near = nearestName(name.text, known);
  const hint = near === undefined ? 'Define it, or mend its name.' : `It is called \`struct ${near}\`.`;
  return { message: `${no} ${hint}`, at: name.from };
}

/** The struct's name in the declaration of the variable at an error: `sizeof(*event)`, `event->flags`. */
function variableAt(
  { tokens, program }: Failure,
  { at }: CompilerError,
): Failure['tokens'][number] | undefined {
  const around = tokens.slice(Math.max(0, at - 1), at + 5);
  for (const { kind, text, from } of around) {
    const declared = kind === 'name' ? meaningOf(program, text, from) : undefined;
    const struct = structIn(declared?.type ?? '');
    const index = declared && tokenAt(tokens, declared.at);
    if (struct === undefined || index === undefined) continue;
    return tokens.slice(Math.max(0, index - 4), index).findLast((token) => token.text === struct);
  }
  return undefined;
}

/** The name after `struct` at the place of a note, which is at the one or the other. */
function structAt(
  { program, tokens }: Failure,
  note: CompilerError['diagnostic'],
): Failure['tokens'][number] | undefined {
  const offset = note.category === '' ? offsetOf(program, note) : undefined;
  if (offset === undefined) return undefined;
  const index = tokenAt(tokens, offset);
  if (tokens[index]?.text === 'struct') return tokens[index + 1];
  return tokens[index - 1]?.text === 'struct' ? tokens[index] : undefined;
}

const BASIC = [...TYPE_WORDS, ...STORAGE_WORDS];

function unknownName(failure: Failure, first: CompilerError): Said | undefined {
  const { tokens, program } = failure;
  const name = tokens[first.at];
  if (!isSemantic(first) || name?.kind !== 'name' || first.diagnostic.category !== 'Semantic Issue')
    return undefined;
  const isOther = BASIC.includes(name.text) || meaningOf(program, name.text, name.from) !== undefined;
  if (isOther || name.from !== first.offset || !isTypePlace(failure, first.at)) return undefined;
  const isStatement = braceAround(failure, first.at) !== undefined;
  if (isStatement && nearestName(name.text, STATEMENT_WORDS) !== undefined) return undefined;
  if (/^string$/i.test(name.text)) {
    const message = 'C has no type for texts: a text is an array of `char`, as in `char name[256]`.';
    return { message, at: name.from };
  }
  const near = nearestName(name.text, typeNames(program));
  const hint = near === undefined ? 'Mend its name, or use another one.' : `It is called \`${near}\`.`;
  return { message: `There is no type \`${name.text}\`. ${hint}`, at: name.from };
}

function typeNames({ text, structs }: Failure['program']): readonly string[] {
  const own = [...text.matchAll(/\btypedef\b[^;{]*?(\w+)\s*;/g)].map(([, name = '']) => name);
  const theirs = [...HEADERS].flatMap(([header, names]) =>
    names.filter(
      (name) => (header === 'vmlinux.h' || name.startsWith('gadget_')) && !/_BPF_|^BPF_/.test(name),
    ),
  );
  const tagged = new Set([...STRUCTS.keys(), ...structs.map(({ name }) => name)]);
  const untagged = [...BASIC, ...own, ...theirs].filter((name) => !tagged.has(name));
  return [...untagged, ...[...tagged].map((name) => `struct ${name}`)];
}
