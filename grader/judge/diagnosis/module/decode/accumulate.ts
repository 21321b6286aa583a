import { rule } from '../../rule.ts';
import type { GoSource } from '../../source/go-source.ts';
import { nodesOf, type Place, placeAt, textOf } from '../../source/text.ts';
import { placeOr } from '../place.ts';
import { decodeView } from './view.ts';

export const wordsAccumulate = rule({
  id: 'words-accumulate',
  meaning: 'The words of earlier events are still there.',
  example: {
    code: 'var words []string\n\nfunc flagWords(flags int32) []string {\n\t…\n\twords = append(words, name)',
    message:
      'The words of all earlier events are still in `flags_decoded`, before those of its own: the list is never emptied. Make it anew for each event, inside of the function.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const view = decodeView(evidence);
    const inOrder = view?.all.toSorted((a, b) => a.pair.event.index - b.pair.event.index) ?? [];
    if (view === undefined || inOrder.length < FEWEST) return [];
    const grows = inOrder.every(({ text }, index) => {
      const before = inOrder[index - 1]?.text ?? '';
      return text.length > before.length && text.startsWith(before);
    });
    if (!grows) return [];
    const message = `The words of all earlier events are still in \`${view.field}\`, before those of its own: the list is never emptied. Make it anew for each event, inside of the function.`;
    const place = evidence.goProgram && listOf(evidence.goProgram);
    const explains = view.failed('accessMode', 'names', 'separator');
    return [{ message, confidence: 'certain', explains, ...placeOr(place, evidence) }];
  },
});

const FEWEST = 5;

/** The only list without entries that is defined outside of functions. */
function listOf(source: GoSource): Place | undefined {
  const lists = nodesOf(source.tree.topNode, 'VarSpec').filter(
    (node) =>
      node.parent?.parent?.name === 'SourceFile' &&
      /^\w+\s+(?:=\s*)?\[\]string(?:\s*\{\s*\})?$/.test(textOf(source, node)),
  );
  const [only] = lists;
  return lists.length === 1 && only ? placeAt(source, only.from) : undefined;
}
