import type { SyntaxNode } from '@lezer/common';
import { type Decoding, isRight, same } from '../../../decoding.ts';
import { isAccessMode, wordsIn } from '../../../flag-names.ts';
import { listShort, showName } from '../../../text.ts';
import { rule } from '../../rule.ts';
import type { GoSource } from '../../source/go-source.ts';
import { type Place, placeAt } from '../../source/text.ts';
import { placeOr } from '../place.ts';
import { namesView } from './names-view.ts';
import { onlyNode, textPlace } from './places.ts';
import { type DecodeView, decodeView } from './view.ts';

export const superfluousWord = rule({
  id: 'superfluous-word',
  meaning: 'The words hold something that is no flag of the table.',
  example: {
    code: 'words = append(words, fmt.Sprintf("0x%x", flags))',
    message:
      "`flags_decoded` holds O_WRONLY|O_CREAT|O_TRUNC|0x241, and 0x241 is no flag of the course's table: bits without a name are left out.",
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const view = decodeView(evidence);
    if (view === undefined) return [];
    const names = namesView(evidence);
    const foreign = names?.foreign ?? [];
    if (names !== undefined && foreign.length > 0 && names.wrong.length === 0) {
      const [word = ''] = foreign;
      const holder = view.decodings.find(({ words }) => words.includes(word))?.text ?? word;
      const place = evidence.goProgram && textPlace(evidence.goProgram, word);
      return [
        {
          message: superfluous(view.field, holder, foreign),
          confidence: 'certain',
          explains: [...names.explains, ...view.failed('separator'), ...modeToo(view)],
          ...placeOr(place, evidence),
        },
      ];
    }
    const explains = view.failed('separator');
    const wrong = wrongOf(view.all);
    const parts = wrong === undefined ? [] : foreignParts(wrong);
    if (explains.length === 0 || wrong === undefined || parts.length === 0 || !wrong.text.includes('|'))
      return [];
    return [
      {
        message: superfluous(view.field, wrong.text, parts),
        confidence: 'certain',
        explains,
        ...placeOr(evidence.goProgram && makerOf(parts[0] ?? '', evidence.goProgram), evidence),
      },
    ];
  },
});

/** Where it stands in the text, or what makes text of a number. */
function makerOf(part: string, source: GoSource): Place | undefined {
  const word = part.replace(/O_[A-Z]+/g, '').trim();
  // What a field is asked for by is not written anywhere.
  const isName = (node: SyntaxNode) =>
    source.handles.some(({ call }) => call.node.from <= node.from && node.to <= call.node.to);
  const texts = source.texts.filter(({ text, node }) => word !== '' && text.includes(word) && !isName(node));
  const exact = texts.filter(({ text }) => text.trim() === word);
  const found = exact.length > 0 ? exact : texts;
  const [only] = found;
  if (found.length === 1 && only) return placeAt(source, only.node.from);
  const makers = source.calls.filter(({ callee }) => /^(?:strconv\.\w+|fmt\.Sprint\w*)$/.test(callee));
  return makers.length === 1 && /^[\dx]/.test(word) ? makers[0] : undefined;
}

/** The access mode is only displaced by such a word. */
function modeToo(view: DecodeView): readonly string[] {
  const others = view.decodings.every((one) =>
    same(
      one.words.filter((word) => isAccessMode(word)),
      one.expected.accessMode === undefined ? [] : [one.expected.accessMode],
    ),
  );
  return others ? view.failed('accessMode') : [];
}

function superfluous(field: string, text: string, parts: readonly string[]): string {
  const which = listShort(
    parts.map((part) => showName(part.replace(/\bO_[A-Z]+\b/g, '').trim() || part.trim())),
  );
  const verb = parts.length === 1 ? 'is' : 'are';
  return `\`${field}\` holds ${showName(text)}, and ${which} ${verb} no flag of the course's table: bits without a name are left out.`;
}

/** What stands between bars and is no name. */
function foreignParts({ text }: Decoding): readonly string[] {
  return text.split('|').filter((part) => part.trim() !== '' && wordsIn(part).join() !== part.trim());
}

/** An event whose names are right, and what stands between them is not. */
function wrongOf(decodings: readonly Decoding[]): Decoding | undefined {
  const isOff = (one: Decoding) => !isRight('separator', one) && one.words.length > 1;
  return decodings.find((one) => isOff(one) && isRight('names', one)) ?? decodings.find(isOff);
}

export const wrongSeparator = rule({
  id: 'wrong-separator',
  meaning: 'Between the words stands something else than a bare bar.',
  example: {
    code: 'strings.Join(words, ", ")',
    message: 'Between two names belongs a bare |, and `flags_decoded` holds O_WRONLY, O_CREAT, O_TRUNC.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const view = decodeView(evidence);
    const explains = view?.failed('separator') ?? [];
    const wrong = view && wrongOf(view.all);
    if (view === undefined || wrong === undefined || explains.length === 0) return [];
    if (wrong.text.includes('|') && foreignParts(wrong).length > 0) return [];
    const empty =
      evidence.goProgram && wrong.text.startsWith('|') ? emptyStart(evidence.goProgram) : undefined;
    if (empty !== undefined) {
      const message = `\`${view.field}\` begins with a |, as the list of words begins with an empty one: it holds ${showName(wrong.text)}. Begin with an empty list.`;
      return [{ message, confidence: 'certain', explains, ...placeOr(empty, evidence) }];
    }
    const start = `Between two names belongs a bare |, and \`${view.field}\` holds ${showName(wrong.text)}.`;
    const place = evidence.goProgram && joinPlace(evidence.goProgram);
    return [
      {
        message: `${start}${advice(wrong.text)}`,
        confidence: 'certain',
        explains,
        ...placeOr(place, evidence),
      },
    ];
  },
});

function advice(text: string): string {
  if (/^\[.*\]$/.test(text))
    return ' That is how Go prints a list; `strings.Join` puts a text of your choice between the words.';
  if (/\|\|/.test(text) && /[A-Z]\|[A-Z]|\|\|$/.test(text))
    return ' Empty words are joined, too: where a flag is not set, nothing may be put into the list.';
  if (/^\||\|$/.test(text))
    return ' `strings.Join` puts one between two words only, and none at the beginning or the end.';
  return '';
}

/** `make([]string, 1)` and `[]string{""}` are lists of one empty word. */
function emptyStart(source: GoSource): Place | undefined {
  return (
    onlyNode(source, 'CallExpr', /^make\(\s*\[\]string\s*,\s*[1-9]\d*\s*\)$/) ??
    onlyNode(source, 'TypedLiteral', /^\[\]string\{\s*""\s*\}$/)
  );
}

/** What stands between the words: the second argument of the only `strings.Join`, or the only bar in quotes. */
function joinPlace(source: GoSource): Place | undefined {
  const joins = source.calls.filter(({ callee }) => callee === 'strings.Join');
  const [only] = joins.length === 1 ? joins : [];
  return only?.arguments[1] ?? textPlace(source, '|');
}
