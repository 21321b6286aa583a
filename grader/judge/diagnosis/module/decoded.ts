import { findField } from '../../../gadget/decode/find-field.ts';
import { membersOf, nestedMembers } from '../../../gadget/decode/members.ts';
import type { DecodesSpec } from '../../../model/check-spec.ts';
import type { Member, StructLayout } from '../../../model/layout.ts';
import type { Diagnosis } from '../../../model/verdict.ts';
import { type Decoding, decodingOf, isRight, same } from '../../decoding.ts';
import { integerIn } from '../../events.ts';
import { allWords, flagWords, isAccessMode, wordsIn } from '../../flag-names.ts';
import { type ModuleFacts, processedPairs } from '../../module-facts.ts';
import { listShort, showName } from '../../text.ts';
import { witnessValue } from '../../values.ts';

/** Where wrong names of flags come from; nothing where they are right, or were never set. */
export function diagnoseDecoded(
  { field }: Pick<DecodesSpec, 'field'>,
  facts: ModuleFacts,
): readonly Diagnosis[] {
  const decodings = processedPairs(facts).map((pair) => decodingOf(pair, field));
  const wrong = decodings.filter(
    (decoding) => !isRight('accessMode', decoding) || !isRight('names', decoding),
  );
  const causes = wrong.length === 0 ? [] : [causeOf(field, decodings, wrong, facts)];
  return [...causes.flatMap((cause) => cause ?? []), ...separator(field, decodings)];
}

function causeOf(
  field: string,
  decodings: readonly Decoding[],
  wrong: readonly Decoding[],
  facts: ModuleFacts,
): Diagnosis | undefined {
  const written = wrong.filter(({ text }) => text !== '');
  if (written.length < 2) return undefined;
  if (decodings.every(({ text }) => text === decodings[0]?.text))
    return constant(field, decodings[0]?.text ?? '');
  if (lacksAccessMode(wrong)) return accessModeMissing(field);
  const source = sourceOf(written, facts);
  return source === undefined ? undefined : fromOther(field, source);
}

function constant(field: string, text: string): Diagnosis {
  const message = `\`${field}\` is ${showName(text)} in every event, whatever the flags are.`;
  return { id: 'value-constant', message };
}

function lacksAccessMode(wrong: readonly Decoding[]): boolean {
  return wrong.every((decoding) => isRight('names', decoding) && !decoding.words.some(isAccessMode));
}

function accessModeMissing(field: string): Diagnosis {
  const message = `\`${field}\` lacks the access mode: O_RDONLY, O_WRONLY and O_RDWR are the numbers 0, 1 and 2 in the two lowest bits.`;
  return { id: 'access-mode-missing', message };
}

function fromOther(field: string, source: string): Diagnosis {
  const message =
    source === 'flags'
      ? `\`${field}\` is what \`flags\` decodes to, and it is \`flags\` that is wrong.`
      : `\`${field}\` is what \`${source}\` decodes to, not \`flags\`.`;
  return { id: 'decoded-from-other-field', message };
}

/** What else, decoded, gives exactly what the field holds in all of these events. */
function sourceOf(wrong: readonly Decoding[], { graded }: ModuleFacts): string | undefined {
  const members = graded === undefined ? [] : integerMembers(graded.struct);
  const inEvent = members.find(({ valueIn }) =>
    wrong.every((decoding) => holds(decoding, valueIn(decoding))),
  );
  if (inEvent !== undefined) return inEvent.name;
  const isMode = wrong.every((decoding) => holds(decoding, modeOf(decoding)));
  return isMode ? 'mode' : undefined;
}

function holds({ words }: Decoding, value: bigint | undefined): boolean {
  return value !== undefined && same(words, allWords(flagWords(Number(BigInt.asIntN(32, value)))));
}

function modeOf({ pair }: Decoding): bigint | undefined {
  const mode = witnessValue(pair.record, 'mode');
  return mode.kind === 'number' ? mode.value : undefined;
}

interface IntegerMember {
  readonly name: string;
  valueIn(decoding: Decoding): bigint | undefined;
}

function integerMembers(struct: StructLayout): readonly IntegerMember[] {
  return leaves(struct.members, '').flatMap((name): IntegerMember[] => {
    const reader = findField(struct, name);
    if (reader?.type.kind !== 'int' && reader?.type.kind !== 'enum') return [];
    return [{ name, valueIn: ({ pair }) => integerIn(reader, pair.event.bytes) }];
  });
}

/** Dotted names of everything that is no struct. */
function leaves(members: readonly Member[], prefix: string): readonly string[] {
  return membersOf(members).flatMap(({ name, type }) => {
    const inner = nestedMembers(type);
    return inner === undefined ? [prefix + name] : leaves(inner, `${prefix}${name}.`);
  });
}

function superfluous(field: string, text: string, parts: readonly string[]): Diagnosis {
  const which = listShort(parts.map((part) => showName(part.trim())));
  const message = `\`${field}\` holds ${showName(text)}, and ${which} is no flag of the course's table: bits without a name are left out.`;
  return { id: 'superfluous-word', message };
}

function separator(field: string, decodings: readonly Decoding[]): readonly Diagnosis[] {
  const wrong = decodings.find(
    (decoding) => decoding.words.length > 1 && isRight('names', decoding) && !isRight('separator', decoding),
  );
  if (wrong === undefined) return [];
  const foreign = wrong.text
    .split('|')
    .filter((part) => part.trim() !== '' && wordsIn(part).join() !== part.trim());
  // Where the parts are right, it is what stands between them.
  if (foreign.length > 0 && wrong.text.includes('|')) return [superfluous(field, wrong.text, foreign)];
  const message = `Between two names belongs a bare |, and \`${field}\` holds ${showName(wrong.text)}.`;
  return [{ id: 'wrong-separator', message }];
}
