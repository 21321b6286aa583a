/** Whether two names differ by a slip: letter case, underscores, or two letters at most (one in a short name). */
export function isNear(name: string, wanted: string): boolean {
  const [one, other] = [plain(name), plain(wanted)];
  if (one === other) return true;
  const allowed = Math.min(one.length, other.length) < 6 ? 1 : 2;
  return distance(one, other) <= allowed;
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** How many letters are to be put in, taken out, replaced or exchanged with their neighbour. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      const exchanged = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + same,
        exchanged ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 0;
}
