import { nearest } from '../../../course/nearest.ts';

/** Letters of a name that a longer one must share to count as its beginning or its end. */
const SHORTEST = 3;

/** The candidate that somebody may have meant; undefined where none is near. */
export function near(word: string, candidates: readonly string[]): string | undefined {
  const others = [...new Set(candidates)].filter((candidate) => candidate !== word && candidate !== '_');
  if (word.length < 2) return undefined;
  const lower = word.toLowerCase();
  const same = others.find((other) => plain(other) === plain(word));
  if (same !== undefined) return same;
  const close = nearest(word, others);
  if (close !== undefined && isClose(lower, close.toLowerCase())) return close;
  const parts = others.filter((other) => contains(lower, other.toLowerCase()));
  return parts.length === 1 ? parts[0] : undefined;
}

/** `flagWords` and `flag_words` differ in their spelling only. */
function plain(name: string): string {
  return name.toLowerCase().replace(/_/g, '');
}

/** The first letter is hardly ever mistyped, and a short name is soon near to another. */
function isClose(word: string, other: string): boolean {
  if (Math.min(word.length, other.length) <= SHORTEST && word.length !== other.length) return false;
  return word[0] === other[0] || word[1] === other[1] || word.at(-1) === other.at(-1);
}

function contains(word: string, other: string): boolean {
  if (Math.min(word.length, other.length) < SHORTEST) return false;
  return word.includes(other) || other.includes(word);
}
