import { showName } from '../../text.ts';
import { compilerRule, type Failure, type Said } from './failure.ts';
import { listNames, nearestName } from './names.ts';
import { isSemantic } from './syntax.ts';
import { membersOf, structBefore } from './types.ts';

export const unknownMember = compilerRule({
  id: 'unknown-member',
  meaning: 'A struct has no member of that name.',
  example: {
    code: 'event->flag = flags;',
    message: '`struct event` has no member `flag`. It is called `flags`.',
  },
  explain: (failure) => {
    const { first, tokens } = failure;
    const name = first && tokens[first.at];
    if (first === undefined || !isSemantic(first) || name?.kind !== 'name') return undefined;
    if (!/^(->|\.)$/.test(tokens[first.at - 1]?.text ?? '')) return undefined;
    const path = pathBefore(failure, first.at);
    const struct = path && structBefore(failure.program, path, name.from);
    const members = struct === undefined ? undefined : membersOf(failure.program, struct);
    if (struct !== undefined && members !== undefined) {
      return members.has(name.text) ? undefined : ofKnown(failure, { struct, members, name });
    }
    const near = first.diagnostic.fixIt?.text;
    const hint = near === undefined ? 'Mend its name.' : `Is \`${showName(near)}\` meant?`;
    return { message: `There is no member \`${name.text}\` in this struct. ${hint}`, at: name.from };
  },
});

interface Missing {
  readonly struct: string;
  readonly members: ReadonlyMap<string, string>;
  readonly name: Failure['tokens'][number];
}

function ofKnown({ program }: Failure, { struct, members, name }: Missing): Said {
  const no = `\`struct ${struct}\` has no member \`${name.text}\`.`;
  for (const [member, inner] of members) {
    if (!membersOf(program, inner)?.has(name.text)) continue;
    return { message: `${no} It is a member of \`${member}\`: \`${member}.${name.text}\`.`, at: name.from };
  }
  const near = nearestName(name.text, members.keys());
  if (near !== undefined) return { message: `${no} It is called \`${near}\`.`, at: name.from };
  const own = program.structs.find((other) => other.name === struct);
  const has = `Its members are ${listNames([...members.keys()])}`;
  if (own === undefined) return { message: `${no} ${has}.`, at: name.from };
  const use = `Line ${name.line} uses it`;
  const all = members.size === 0 ? '' : ` ${has}.`;
  return { message: `${no} ${use}: add it here with its type, or mend the name there.${all}`, at: own };
}

/** `event->proc.` → `event`, `proc`; undefined where something else than names stands before the member. */
function pathBefore({ tokens, brackets }: Failure, at: number): readonly string[] | undefined {
  const path: string[] = [];
  for (let index = at - 1; /^(->|\.)$/.test(tokens[index]?.text ?? ''); index -= 2) {
    if (tokens[index - 1]?.text === ']') index = brackets.partner.get(index - 1) ?? index;
    const name = tokens[index - 1];
    if (name?.kind !== 'name') return undefined;
    path.unshift(name.text);
  }
  return path;
}
