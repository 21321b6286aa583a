export interface StringTable {
  readonly content: Buffer;
  /** Where a text begins. */
  offsetOf(text: string): number;
}

/**
 * An ELF string table as LLVM's StringTableBuilder lays it out: sorted from the strings' ends, the longer first, so
 * that a text which another one ends with needs no room of its own. The texts hold one byte a character.
 */
export function buildStringTable(texts: Iterable<string>): StringTable {
  const sorted = [...new Set(texts)].filter((text) => text !== '').toSorted(byTailDescending);
  const offsets = new Map<string, number>([['', 0]]);
  const parts: string[] = ['\0'];
  let size = 1;
  let previous = '';
  for (const text of sorted) {
    if (previous.endsWith(text)) {
      offsets.set(text, size - text.length - 1);
      continue;
    }
    offsets.set(text, size);
    parts.push(text, '\0');
    size += text.length + 1;
    previous = text;
  }
  return {
    content: Buffer.from(parts.join(''), 'latin1'),
    offsetOf: (text) => offsets.get(text) ?? 0,
  };
}

function byTailDescending(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let back = 1; back <= shared; back++) {
    const difference = b.charCodeAt(b.length - back) - a.charCodeAt(a.length - back);
    if (difference !== 0) return difference;
  }
  return b.length - a.length;
}
