import { textBetween } from './calls.ts';
import { type CompilerError, compilerRule, type Failure, type Said } from './failure.ts';
import { pointerMissing } from './pointer-missing.ts';
import { isParse, isSemantic } from './syntax.ts';
import { membersOf, structIn } from './types.ts';
import { meaningOf } from './variables.ts';

export const pointOrArrow = compilerRule({
  id: 'point-or-arrow',
  meaning: 'A member is asked for with `.` where it must be `->`, or the other way round.',
  example: {
    code: 'event.flags = flags;',
    message: '`event` is a pointer: its members are reached with `->`, not with `.`.',
  },
  explain: (failure) => {
    const { first } = failure;
    if (first === undefined || !(isSemantic(first) || isParse(first))) return undefined;
    // Where the `*` of a declaration is missing, every arrow seems wrong.
    if (pointerMissing(failure, first) !== undefined) return undefined;
    return swapped(failure, first) ?? broken(failure, first);
  },
});

function swapped(failure: Failure, { diagnostic, at }: CompilerError): Said | undefined {
  const { tokens } = failure;
  const sign = tokens[at];
  const right = diagnostic.fixIt?.text;
  if (
    sign === undefined ||
    !/^(\.|->)$/.test(sign.text) ||
    (right !== '.' && right !== '->') ||
    right === sign.text
  )
    return undefined;
  const owner = textBetween(failure, ownerStart(failure, at), at - 1);
  const what = right === '->' ? 'a pointer' : 'no pointer';
  return {
    message: `\`${owner}\` is ${what}: its members are reached with \`${right}\`, not with \`${sign.text}\`.`,
    at: sign.from,
  };
}

/** Where `event->proc` before a sign begins. */
function ownerStart({ tokens, brackets }: Failure, sign: number): number {
  let start = sign - 1;
  while (start > 0) {
    if (/^[)\]]$/.test(tokens[start]?.text ?? '')) start = brackets.partner.get(start) ?? start;
    const before = tokens[start - 1];
    if (/^(\.|->)$/.test(before?.text ?? '')) start -= 2;
    else if (tokens[start]?.text === '[' && before?.kind === 'name') start -= 1;
    else break;
  }
  return start;
}

const ARROWS: ReadonlyMap<string, string> = new Map([
  ['-', 'A `-` alone is a minus.'],
  ['>', 'A `>` alone is a comparison.'],
  ['- >', 'The two signs of an arrow stand together.'],
  ['= >', 'An arrow is written with a `-`.'],
  ['-- >', 'An arrow has one `-` only.'],
  [': :', 'C has no `::`.'],
  [':', 'A `:` reaches no member.'],
]);

/** `event-flags = flags;`, `event>flags = flags;`, `event- >flags = flags;` */
function broken({ tokens, program }: Failure, { at }: CompilerError): Said | undefined {
  for (let index = Math.max(0, at - 4); index <= at; index++) {
    const [name, ...rest] = tokens.slice(index, index + 4);
    const member = rest.findIndex(({ kind }) => kind === 'name');
    const signs = rest.slice(0, Math.max(0, member));
    const why = ARROWS.get(signs.map(({ text }) => text).join(' '));
    const owner = name?.kind === 'name' ? meaningOf(program, name.text, name.from) : undefined;
    if (why === undefined || name === undefined || owner === undefined || owner.stars === 0) continue;
    if (!isMember(program, owner.type, rest[member]?.text)) continue;
    const right = `${name.text}->${rest[member]?.text}`;
    return { message: `${why} The member of what \`${name.text}\` points to is \`${right}\`.`, at: name.to };
  }
  return undefined;
}

function isMember(program: Failure['program'], type: string, name: string | undefined): boolean {
  const struct = structIn(type);
  return struct !== undefined && name !== undefined && membersOf(program, struct)?.has(name) === true;
}
