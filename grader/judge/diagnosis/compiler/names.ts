import { nearest } from '../../../course/nearest.ts';

/**
 * The name that was meant: one that a typing mistake away makes likely. Stricter than the list's nearest, as names of a
 * program are short and many: half of the letters' pairs must be the same, or the letters are and only their order is not.
 */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  const others = [...new Set(candidates)].filter((name) => name !== word);
  const reordered = word.length < 2 ? undefined : others.find((name) => lettersOf(name) === lettersOf(word));
  return (
    reordered ??
    nearest(
      word,
      others.filter((name) => isAlike(word.toLowerCase(), name.toLowerCase())),
    )
  );
}

function lettersOf(word: string): string {
  return [...word.toLowerCase()].sort().join('');
}

function isAlike(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) > 1 && (lacksOne(one, other) || lacksOne(other, one))) return true;
  const [pairs, others] = [pairsOf(one), pairsOf(other)];
  const common = pairs.filter((pair) => others.includes(pair)).length;
  return 2 * common >= Math.max(1, (pairs.length + others.length) / 2);
}

/** True where the first is the second without one of its letters. */
function lacksOne(shorter: string, longer: string): boolean {
  return (
    shorter.length === longer.length - 1 &&
    [...longer].some((_, index) => longer.slice(0, index) + longer.slice(index + 1) === shorter)
  );
}

function pairsOf(word: string): readonly string[] {
  return [...word].slice(1).map((letter, index) => `${word[index]}${letter}`);
}

/** `1st`, `2nd`, `3rd`, `4th`: no function here has more than a few parameters. */
export function ordinal(number: number): string {
  const ending = ['th', 'st', 'nd', 'rd'][number % 100 > 10 && number % 100 < 14 ? 0 : number % 10];
  return `${number}${ending ?? 'th'}`;
}

/** `a`, `a and b`, `a, b and c`: names in backticks. */
export function listNames(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} and ${last}`;
}
