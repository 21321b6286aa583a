import { findField } from '../../../../gadget/decode/find-field.ts';
import type { DecodedPart } from '../../../../model/check-spec.ts';
import { type Decoding, decodingOf, witnessedFlags } from '../../../decoding.ts';
import { integerIn } from '../../../events.ts';
import { type ModuleFacts, processedPairs } from '../../../module-facts.ts';
import type { Evidence } from '../../evidence.ts';

/** What a module made of the flags, as far as it can be reasoned about. */
export interface DecodeView {
  /** The field that holds the words. */
  readonly field: string;
  /**
   * Events whose flags all have names, and whose own flags the eBPF program has right: what is wrong in these is the
   * module's doing.
   */
  readonly decodings: readonly Decoding[];
  /** All events, also those whose flags are wrong before the module gets them. */
  readonly all: readonly Decoding[];
  /** Ids of the failed checks of these parts. */
  failed(...parts: readonly DecodedPart[]): readonly string[];
}

/** Without the access mode 3 and the bits that have no name. */
const NAMED = 0xfffc3;

const views = new WeakMap<ModuleFacts, DecodeView>();

/** Undefined where no check of the decoding failed. */
export function decodeView(evidence: Evidence): DecodeView | undefined {
  const { moduleFacts, failed } = evidence;
  const field = failed.flatMap(({ spec }) => (spec.kind === 'decodes' ? [spec.field] : []))[0];
  if (field === undefined || moduleFacts === undefined) return undefined;
  const view = views.get(moduleFacts) ?? makeView(field, moduleFacts, failed);
  views.set(moduleFacts, view);
  return view;
}

function makeView(field: string, facts: ModuleFacts, failed: Evidence['failed']): DecodeView {
  const all = processedPairs(facts)
    .filter(
      ({ record }) => (witnessedFlags({ record }) & ~NAMED) === 0 && (witnessedFlags({ record }) & 3) < 3,
    )
    .map((pair) => decodingOf(pair, field));
  return {
    field,
    all,
    decodings: all.filter((decoding) => hasRightFlags(decoding, facts)),
    failed: (...parts) =>
      failed.flatMap(({ spec }) =>
        spec.kind === 'decodes' && spec.field === field && parts.includes(spec.part) ? [spec.id] : [],
      ),
  };
}

/** A program without such a field has them somewhere else, and is believed. */
function hasRightFlags({ pair }: Decoding, { graded }: ModuleFacts): boolean {
  const reader = graded && findField(graded.struct, 'flags');
  if (reader === undefined) return true;
  const value = integerIn(reader, pair.event.bytes);
  return value === undefined || Number(BigInt.asIntN(32, value)) === witnessedFlags(pair);
}

/** The number that was to be decoded. */
export function flagsOf({ pair }: Decoding): number {
  return witnessedFlags(pair);
}
