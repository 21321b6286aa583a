import { findField } from '../../../../gadget/decode/find-field.ts';
import { membersOf, nestedMembers } from '../../../../gadget/decode/members.ts';
import type { Member, StructLayout } from '../../../../model/layout.ts';
import { type Decoding, isRight, same } from '../../../decoding.ts';
import { integerIn } from '../../../events.ts';
import { allWords, flagWords } from '../../../flag-names.ts';
import { showName } from '../../../text.ts';
import type { Evidence } from '../../evidence.ts';
import { type Finding, rule } from '../../rule.ts';
import type { GoSource } from '../../source/go-source.ts';
import { nodesOf, type Place, placeAt, textOf } from '../../source/text.ts';
import { placeOr } from '../place.ts';
import { handleOf } from '../run/unknown.ts';
import { type DecodeView, decodeView, flagsOf } from './view.ts';

const PARTS = ['accessMode', 'names', 'separator'] as const;

export const decodedConstant = rule({
  id: 'decoded-constant',
  meaning: 'The words are the same in every event, whatever the flags are.',
  example: {
    code: 'decoded.SetString(event, "O_WRONLY|O_CREAT|O_TRUNC")',
    message:
      '`flags_decoded` is O_WRONLY|O_CREAT|O_TRUNC in every event, whatever the flags are. It has to be made of the number that `flags.Int32(event)` gives.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const view = decodeView(evidence);
    const [first] = view?.all ?? [];
    if (view === undefined || first === undefined || view.all.length < 2 || first.text === '') return [];
    if (!view.all.every(({ text }) => text === first.text)) return [];
    const handle = evidence.goProgram && handleAsNumber(evidence.goProgram);
    const start = `\`${view.field}\` is ${showName(first.text)} in every event, whatever the flags are.`;
    const message =
      handle === undefined
        ? `${start} It has to be made of the number that ${readerOf(evidence)} gives.`
        : `${start} \`${showName(handle.variable)}\` is no number: it stands for the field in every event, and \`${showName(handle.variable)}.Int32(event)\` reads what it holds in this one.`;
    const place = handle?.place ?? setterOf(evidence.goProgram);
    return [{ message, confidence: 'certain', explains: view.failed(...PARTS), ...placeOr(place, evidence) }];
  },
});

function readerOf({ goProgram }: Evidence): string {
  const variable = goProgram?.handles.find(({ by, name }) => by === 'GetField' && name === 'flags')?.variable;
  return `\`${showName(variable ?? 'flags')}.Int32(event)\``;
}

function setterOf(source: GoSource | undefined): Place | undefined {
  const setters = source?.calls.filter(({ method }) => /^Set(?:String|Bytes)$/.test(method)) ?? [];
  const [only] = setters.length === 1 ? setters : [];
  return only?.arguments[1] ?? only;
}

/** `int32(flags)`, where `flags` is what GetField gave. */
function handleAsNumber({
  handles,
  calls,
}: GoSource): { readonly variable: string; readonly place: Place } | undefined {
  const variables = handles.filter(({ by }) => by === 'GetField').map(({ variable }) => variable);
  const use = calls.find(
    ({ callee, arguments: given }) =>
      /^u?int(?:32|64)?$/.test(callee) && given.length === 1 && variables.includes(given[0]?.text),
  );
  const variable = use?.arguments[0]?.text;
  return use === undefined || variable === undefined ? undefined : { variable, place: use };
}

export const decodedNumber = rule({
  id: 'decoded-number',
  meaning: 'The field for the words holds the number itself.',
  example: {
    code: 'decoded.SetString(event, fmt.Sprint(number))',
    message:
      '`flags_decoded` holds the number itself, such as 577. Make words of it: `flagWords` gives a list of them.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const view = decodeView(evidence);
    if (view === undefined || view.decodings.length < 2 || !view.decodings.every(isNumber)) return [];
    const maker = evidence.goProgram?.functions.find(({ result }) => result === '[]string')?.name;
    const how = maker === undefined ? '' : `: \`${showName(maker)}\` gives a list of them`;
    const message = `\`${view.field}\` holds the number itself, such as ${showName(view.decodings[0]?.text ?? '')}. Make words of it${how}.`;
    const place = setterOf(evidence.goProgram);
    return [{ message, confidence: 'certain', explains: view.failed(...PARTS), ...placeOr(place, evidence) }];
  },
});

function isNumber(decoding: Decoding): boolean {
  const flags = flagsOf(decoding);
  const text = decoding.text.toLowerCase().replace(/^0[xob]?(?=.)/, '');
  return [10, 16, 8, 2].some((base) => flags.toString(base) === text);
}

export const decodedFromOther = rule({
  id: 'decoded-from-other-field',
  meaning: 'The words are right for another number than the flags.',
  example: {
    code: 'flags, err := open.GetField("proc.pid")',
    message: '`flags_decoded` is what `proc.pid` decodes to, not `flags`. Ask `GetField` for `flags`.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const view = decodeView(evidence);
    if (view === undefined) return [];
    const wrong = view.all.filter((one) => !isRight('accessMode', one) || !isRight('names', one));
    const written = wrong.filter(({ text }) => text !== '');
    const source = written.length < 2 ? undefined : sourceOf(written, evidence.moduleFacts.graded?.struct);
    const explains = view.failed('accessMode', 'names');
    if (source === undefined) return written.length < 2 ? [] : ofShifted(view, evidence, explains);
    if (source === 'flags') return [{ ...ofProgram(view), explains }];
    const message = `\`${view.field}\` is what \`${showName(source)}\` decodes to, not \`flags\`. Ask \`GetField\` for \`flags\`.`;
    const call = handleOf(evidence, source, 'GetField')?.call;
    return [{ message, confidence: 'certain', explains, ...placeOr(call?.arguments[0] ?? call, evidence) }];
  },
});

/** The number, moved by some bits: all words are right for that. */
function ofShifted(view: DecodeView, evidence: Evidence, explains: readonly string[]): readonly Finding[] {
  const shifts = Array.from({ length: 8 }, (_, index) => index + 1).flatMap((by) => [`>> ${by}`, `<< ${by}`]);
  const found = shifts.find((shift) =>
    view.decodings.every((one) => holds(one, BigInt(shifted(flagsOf(one), shift)))),
  );
  if (found === undefined || view.decodings.length < 2) return [];
  const message = `\`${view.field}\` is what \`flags ${found}\` decodes to. The number has to be decoded as it is.`;
  const { goProgram } = evidence;
  const uses =
    goProgram === undefined
      ? []
      : nodesOf(goProgram.tree.topNode, 'BinaryExp').filter((node) =>
          textOf(goProgram, node).replace(/\s/g, '').endsWith(found.replace(' ', '')),
        );
  const [only] = uses.length === 1 ? uses : [];
  const place = goProgram && only && placeAt(goProgram, only.from);
  return [{ message, confidence: 'certain', explains, ...placeOr(place, evidence) }];
}

function shifted(flags: number, shift: string): number {
  const by = Number(shift.slice(3));
  return shift.startsWith('>') ? flags >> by : flags << by;
}

/** It has a cause of its own in the program, which others know better. */
function ofProgram({ field }: DecodeView) {
  const message = `\`${field}\` is what \`flags\` decodes to, and it is \`flags\` that is wrong: that is to be mended in the eBPF program.`;
  return { message, confidence: 'fallback' } as const;
}

/** The member that, decoded, gives exactly what the field holds in all of these events. */
function sourceOf(wrong: readonly Decoding[], struct: StructLayout | undefined): string | undefined {
  const readers = struct === undefined ? [] : integerMembers(struct);
  return readers.find(({ valueIn }) => wrong.every((decoding) => holds(decoding, valueIn(decoding))))?.name;
}

function holds({ words }: Decoding, value: bigint | undefined): boolean {
  return value !== undefined && same(words, allWords(flagWords(Number(BigInt.asIntN(32, value)))));
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
