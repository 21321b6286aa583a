import type { SyntaxNode } from '@lezer/common';
import { OPEN_FLAGS } from '../../../../model/open-flags.ts';
import { same } from '../../../decoding.ts';
import { allWords } from '../../../flag-names.ts';
import { listShort } from '../../../text.ts';
import { rule } from '../../rule.ts';
import type { GoSource } from '../../source/go-source.ts';
import { enclosing, nodesOf, type Place, placeAt, textOf } from '../../source/text.ts';
import { placeOr } from '../place.ts';
import { bitOf } from './name-bits.ts';
import { allAre, type NamesView, namesView } from './names-view.ts';
import { hasText, numberBeside, onlyNode, textPlace, valueOfNumber } from './places.ts';

export const flagMissing = rule({
  id: 'flag-missing',
  meaning: 'Some flags are never named, although they are set.',
  example: {
    code: 'var flagNames = [...]string{"O_CREAT", …, "O_NOATIME"}',
    message:
      '`O_CLOEXEC` is never named, although it is set in some events: the module has no such name. It belongs to bit 19.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const view = namesView(evidence);
    if (view === undefined) return [];
    const found = onlyOne(view, evidence.goProgram) ?? never(view, evidence.goProgram);
    if (found === undefined) return [];
    const { message, place, takesMode = false } = found;
    const explains = [...view.explains, ...(takesMode ? view.failed('accessMode') : [])];
    return [{ message, confidence: 'certain', explains, ...placeOr(place, evidence) }];
  },
});

interface Said {
  readonly message: string;
  readonly place?: Place | undefined;
  /** The access mode goes the same way. */
  readonly takesMode?: boolean;
}

/** A loop that is left, or a switch that ends, with the first that fits. */
function onlyOne(view: NamesView, source: GoSource | undefined): Said | undefined {
  if (!view.decodings.some(({ expected }) => expected.names.length > 1)) return undefined;
  const isLastWord = view.decodings.every((one) => same(one.words, allWords(one.expected).slice(-1)));
  const isFirst = allAre(view, (names) => names.slice(0, 1));
  if (!isFirst && !allAre(view, (names) => names.slice(-1))) return undefined;
  const which = isFirst ? 'the first' : 'the last';
  const why = isFirst
    ? 'The module stops at the first that fits, by `break`, `return`, `else` or `switch`. All of them have to be tried.'
    : 'Each one takes the place of the one before. They have to be put into a list: `append`.';
  return {
    message: `Of several flags, \`${view.field}\` names only ${which}. ${why}`,
    place: source && (isFirst ? leaving(source) : replacing(source)),
    takesMode: isLastWord,
  };
}

/** The only way out of a loop; without any, the only `switch` that stands for the flags. */
function leaving(source: GoSource): Place | undefined {
  const ways = nodesOf(source.tree.topNode, 'GotoStatement', 'ReturnStatement').filter(
    (node) =>
      /^(?:break|return)\b/.test(textOf(source, node)) && enclosing(node, 'ForStatement') !== undefined,
  );
  const switches = nodesOf(source.tree.topNode, 'SwitchStatement').filter((node) =>
    OPEN_FLAGS.some((name) => textOf(source, node).includes(`"${name}"`)),
  );
  const [only, ...others] = ways.length > 0 ? ways : switches;
  return only !== undefined && others.length === 0 ? placeAt(source, only.from) : undefined;
}

/** `words = []string{name}`: a list in the place of the one before. */
function replacing(source: GoSource): Place | undefined {
  const found = nodesOf(source.tree.topNode, 'Assignment').filter((node) =>
    /^\w+\s*=\s*\[\]string\{/.test(textOf(source, node)),
  );
  const [only] = found;
  return found.length === 1 && only ? placeAt(source, only.from) : undefined;
}

function never(view: NamesView, source: GoSource | undefined): Said | undefined {
  const missing = view.wrong.filter((name) => view.presence.get(name)?.kind === 'never');
  if (missing.length === 0 || missing.length < view.wrong.length || view.foreign.length > 0) return undefined;
  if (missing.length === OPEN_FLAGS.length) return none(view, source);
  const names = listShort(
    missing.map((name) => `\`${name}\``),
    4,
  );
  const [only] = missing;
  const start = `${names} ${missing.length === 1 ? 'is' : 'are'} never named, although ${missing.length === 1 ? 'it is' : 'they are'} set in some events`;
  const cut = narrow(missing, source);
  if (cut !== undefined) return { message: `${start}: ${cut.message}`, place: cut.place };
  if (source === undefined || only === undefined) return { message: `${start}.` };
  if (missing.some((name) => !hasText(source, name))) {
    const bits = missing.length === 1 ? ` It belongs to bit ${bitOf(only)}.` : '';
    const what = missing.length === 1 ? 'no such name' : 'no such names';
    return { message: `${start}: the module has ${what}.${bits}`, place: besides(missing, source) };
  }
  const number = missing.length === 1 ? numberBeside(source, only) : undefined;
  const value = number && valueOfNumber(number.text);
  if (number !== undefined && value !== 2 ** bitOf(only) && value !== bitOf(only)) {
    const message = `${start}. Its number is \`${number.text}\` here, and it has to be that of bit ${bitOf(only)}, \`1 << ${bitOf(only)}\`.`;
    return { message, place: number.place };
  }
  const loop = isAtEnd(missing) ? loopOf(source) : undefined;
  const what =
    loop === undefined ? 'the test before it, and at the bounds of the loop' : 'the bounds of this loop';
  return {
    message: `${start}. The module has ${missing.length === 1 ? 'its name' : 'their names'}, so look at ${what}: bit ${bitOf(only)} has to be looked at, too.`,
    place: loop ?? textPlace(source, only),
  };
}

/** The first or the last of the table, which a loop may leave out. */
function isAtEnd(missing: readonly string[]): boolean {
  const { length } = missing;
  return same(missing, OPEN_FLAGS.slice(0, length)) || same(missing, OPEN_FLAGS.slice(-length));
}

function loopOf(source: GoSource): Place | undefined {
  return onlyNode(source, 'ForStatement', /^for\b/);
}

/** No flag is ever named: there is no test, or one that is never true. */
function none({ field, decodings }: NamesView, source: GoSource | undefined): Said | undefined {
  // A number, or nothing at all, is something else.
  if (!decodings.some(({ words }) => words.length > 0)) return undefined;
  const start = `\`${field}\` names no flag at all, only the access mode.`;
  const tests =
    source === undefined
      ? []
      : nodesOf(source.tree.topNode, 'BinaryExp').filter((node) => /==/.test(textOf(source, node)));
  const one = tests.find((node) => source && /&[^=]*==\s*1$/.test(textOf(source, node)));
  if (source !== undefined && one !== undefined)
    return {
      message: `${start} What \`&\` gives is the bit itself, such as 64 for \`O_CREAT\`, and never 1: compare it with \`!= 0\`.`,
      place: placeAt(source, one.from),
    };
  const whole = tests.find(
    (node) => source && /<</.test(textOf(source, node)) && !/&/.test(textOf(source, node)),
  );
  if (source !== undefined && whole !== undefined)
    return {
      message: `${start} Here the whole number is compared with a bit. Whether the bit is set in it, \`flags & bit != 0\` tells.`,
      place: placeAt(source, whole.from),
    };
  const compared = tests.filter(
    (node) => source && /^\w+\s*==\s*[\w.[\]]+$/.test(textOf(source, node)) && isInLoop(source, node),
  );
  const [only] = compared.length === 1 ? compared : [];
  if (source !== undefined && only !== undefined)
    return {
      message: `${start} If it is the flags that are compared here: that is true only where no other bit is set. Whether one is, \`flags & bit != 0\` tells.`,
      place: placeAt(source, only.from),
    };
  return {
    message: `${start} Bits 6 to 19 are one flag each: whether a bit is set, \`flags & bit != 0\` tells.`,
  };
}

/** A comparison of two names, with no text or nil among them. */
function isInLoop(source: GoSource, node: SyntaxNode): boolean {
  return (
    enclosing(node, 'ForStatement') !== undefined && !/\b(?:nil|err|true|false)\b/.test(textOf(source, node))
  );
}

/** All from one bit on: the number was made too narrow. */
function narrow(missing: readonly string[], source: GoSource | undefined): Said | undefined {
  const [first = ''] = missing;
  const width = bitOf(first);
  const isTail = missing.length === OPEN_FLAGS.length - OPEN_FLAGS.indexOf(first);
  if (!isTail || (width !== 8 && width !== 16) || source === undefined) return undefined;
  const use = source.calls.filter(({ callee }) => new RegExp(`^u?int${width}$`).test(callee));
  const [only] = use;
  if (use.length !== 1 || only === undefined) return undefined;
  return {
    message: `\`${only.callee}\` cuts the number down to ${width} bits, and the flags go up to bit 19.`,
    place: only,
  };
}

/** The neighbour in the table. */
function besides(missing: readonly string[], source: GoSource): Place | undefined {
  const absent = missing.find((name) => !hasText(source, name)) ?? '';
  const index = OPEN_FLAGS.indexOf(absent);
  const neighbours = [...OPEN_FLAGS.slice(0, index).reverse(), ...OPEN_FLAGS.slice(index + 1)];
  return neighbours.map((name) => textPlace(source, name)).find((place) => place !== undefined);
}
