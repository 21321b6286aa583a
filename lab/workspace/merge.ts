import { diff3Merge } from 'node-diff3';

export interface Merged {
  readonly text: string;
  readonly conflicts: number;
}

/** Three texts of one file, line by line: what both sides did; where they differ, both, between marks. */
export function mergeTexts(texts: {
  readonly mine: string;
  readonly base: string;
  readonly theirs: string;
}): Merged {
  const [mine, base, theirs] = [texts.mine, texts.base, texts.theirs].map((text) => text.split('\n'));
  const regions = diff3Merge(mine ?? [], base ?? [], theirs ?? [], { excludeFalseConflicts: true });
  const lines = regions.flatMap(({ ok, conflict }) => ok ?? marked(conflict?.a ?? [], conflict?.b ?? []));
  return { text: lines.join('\n'), conflicts: regions.filter(({ conflict }) => conflict).length };
}

/** As git writes them, so that editors know them. */
function marked(mine: readonly string[], theirs: readonly string[]): readonly string[] {
  return ['<<<<<<< yours', ...mine, '=======', ...theirs, '>>>>>>> course'];
}
