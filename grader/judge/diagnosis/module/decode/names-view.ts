import { OPEN_FLAGS } from '../../../../model/open-flags.ts';
import { type Decoding, isRight, same } from '../../../decoding.ts';
import { isAccessMode } from '../../../flag-names.ts';
import type { Evidence } from '../../evidence.ts';
import { bitOf, type Presence, presences } from './name-bits.ts';
import { type DecodeView, decodeView } from './view.ts';

/** The names of flags in the words of all events, and when each of them is there. */
export interface NamesView extends DecodeView {
  readonly explains: readonly string[];
  readonly presence: ReadonlyMap<string, Presence>;
  /** Names of the course's table that are not there exactly where their own bit is set, in its order. */
  readonly wrong: readonly string[];
  /** Words that are no flag of the table. */
  readonly foreign: readonly string[];
}

const views = new WeakMap<DecodeView, NamesView>();

/** Undefined where the names are right, or where there is too little to reason from. */
export function namesView(evidence: Evidence): NamesView | undefined {
  const view = decodeView(evidence);
  const explains = view?.failed('names') ?? [];
  if (view === undefined || explains.length === 0 || view.decodings.length < FEWEST) return undefined;
  if (view.decodings.every((one) => isRight('names', one))) return undefined;
  const names = views.get(view) ?? make(view, explains);
  views.set(view, names);
  return names;
}

/** Fewer events than that could be explained by anything. */
const FEWEST = 20;

function make(view: DecodeView, explains: readonly string[]): NamesView {
  const presence = presences(view.decodings);
  return {
    ...view,
    explains,
    presence,
    wrong: OPEN_FLAGS.filter((name) => {
      const found = presence.get(name);
      return found?.kind !== 'bit' || found.bit !== bitOf(name);
    }),
    foreign: [...presence.keys()].filter((word) => !OPEN_FLAGS.includes(word)),
  };
}

/** The words of flags, as the module wrote them. */
export function flagWordsOf({ words }: Decoding): readonly string[] {
  return words.filter((word) => !isAccessMode(word));
}

/** Whether all events have exactly a part of the right names. */
export function allAre(
  { decodings }: DecodeView,
  part: (names: readonly string[]) => readonly string[],
): boolean {
  return decodings.every((one) => same(flagWordsOf(one), part(one.expected.names)));
}
