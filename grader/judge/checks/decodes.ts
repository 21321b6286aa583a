import type { DecodedPart, DecodesSpec, TracedSyscall } from '../../model/check-spec.ts';
import { type Decoding, decodingOf, expectedText, isRight, isSpaced, witnessedFlags } from '../decoding.ts';
import { type ModuleFacts, processedPairs } from '../module-facts.ts';
import { nothingPaired, type Outcome, withoutEvidence } from '../outcome.ts';
import { selects } from '../paths.ts';
import { describeCall, showName } from '../text.ts';
import { recordsOf } from './select.ts';

/** The added field names the flags that the witness saw, as far as the part goes. */
export function decodes(spec: DecodesSpec, facts: ModuleFacts): Outcome {
  const syscalls: readonly TracedSyscall[] = spec.where.syscall ? [spec.where.syscall] : ['open', 'openat'];
  if (distinctFlags(spec, facts, syscalls) < spec.distinct) {
    return withoutEvidence(`${spec.distinct} different flags of ${syscalls.join(' or ')}`);
  }
  const decodings = processedPairs(facts)
    .filter(({ record }) => selects(spec.where, record) && hasNames(witnessedFlags({ record })))
    .map((pair) => decodingOf(pair, spec.field));
  if (decodings.length === 0) return nothingPaired(syscalls);
  return judge(spec, decodings);
}

/** Of the others there are different opinions: bits above the table, and access mode 3, which has no name. */
function hasNames(flags: number): boolean {
  return (flags & ~NAMED) === 0 && (flags & ACCESS_MODE) !== ACCESS_MODE;
}

const ACCESS_MODE = 3;
/** The access mode, and bits 6 to 19. */
const NAMED = 0xfffc3;

function distinctFlags(
  { where }: DecodesSpec,
  facts: ModuleFacts,
  syscalls: readonly TracedSyscall[],
): number {
  const records = recordsOf(facts, syscalls).filter((record) => selects(where, record));
  return new Set(records.map((record) => witnessedFlags({ record }))).size;
}

const MEANINGS: { readonly [Part in DecodedPart]: string } = {
  accessMode: 'begins with the access mode of the call, and names no other',
  names: 'names the flags of the call, in the order of their bits',
  separator: 'has a bare | between two names, and nothing else',
};

function judge({ field, part }: DecodesSpec, decodings: readonly Decoding[]): Outcome {
  const expected = `\`${field}\` ${MEANINGS[part]}`;
  const wrong = decodings.filter((decoding) => !isRight(part, decoding));
  const evidence = { compared: decodings.length, wrong: wrong.length };
  if (wrong.length === 0) {
    const remark = part === 'separator' && decodings.some(isSpaced) ? SPACED : undefined;
    return { status: 'passed', expected, evidence, ...(remark && { remark }) };
  }
  const actual =
    wrong.length === decodings.length
      ? `wrong in every event (${wrong.length})`
      : `wrong in ${wrong.length} of ${decodings.length} events`;
  return { status: 'failed', expected, actual, evidence: { ...evidence, examples: examplesOf(wrong) } };
}

const SPACED =
  'There are spaces around the bar. That is accepted; Inspektor Gadget itself writes `O_WRONLY|O_CREAT`.';

/** Those with the fewest flags can be followed by eye. */
function examplesOf(wrong: readonly Decoding[]): readonly object[] {
  const simplest = wrong.toSorted((a, b) => a.expected.names.length - b.expected.names.length);
  return simplest.slice(0, 3).map((decoding) => ({
    call: describeCall(decoding.pair.record),
    expected: expectedText(decoding),
    actual: decoding.text === '' ? 'nothing' : showName(decoding.text),
  }));
}
