import { complaints, refusals } from '../../../module-fault.ts';
import { showName, showSentence } from '../../../text.ts';
import { rule } from '../../rule.ts';
import type { GoCall } from '../../source/go-calls.ts';
import type { GoSource } from '../../source/go-source.ts';
import { enclosing, nodesOf, type Place, placeAt, textOf } from '../../source/text.ts';
import { wholeModule } from '../explains.ts';
import { placeOr } from '../place.ts';

/** The host's reason may be explained better by rules of its own; this is what is always true. */
export const moduleRefused = rule({
  id: 'module-refused',
  meaning: 'gadgetInit, or another function that is called at the start, returned something else than 0.',
  example: {
    code: 'return 1\n}',
    message:
      '`gadgetInit` returned 1, and whatever is not 0 stops the gadget. Where all went well, it has to return 0.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const { run } = evidence.moduleFacts;
    if (run.fault?.cause !== 'returned') return [];
    const [, phase = run.fault.phase, value = 'another number'] =
      /^(\w+) returned (-?\d+)/.exec(run.fault.message) ?? [];
    const [said] = complaints(run);
    const host = refusals(run).at(-1);
    const reasons = [
      ...(said === undefined ? [] : [`Before that it said: ${showName(said)}.`]),
      ...(host === undefined ? [] : [`The host had refused something: ${showSentence(host)}.`]),
      ...(said?.includes('<nil>') ? [NO_ERROR] : []),
      ...(said === undefined && host === undefined ? ['Where all went well, it has to return 0.'] : []),
    ];
    const message = `\`${phase}\` returned ${value}, and whatever is not 0 stops the gadget. ${reasons.join(' ')}`;
    const place = evidence.goProgram && placeOfReturn(evidence.goProgram, phase, said);
    return [
      { message, confidence: 'fallback', explains: wholeModule(evidence), ...placeOr(place, evidence) },
    ];
  },
});

const NO_ERROR =
  'It says that the error is nil, so there was none: the condition before it has to be `err != nil`.';

/** Where it said so, or the only `return` that gives another number than 0. */
function placeOfReturn(source: GoSource, phase: string, said: string | undefined): Place | undefined {
  const spoken = said === undefined ? undefined : saying(source, said);
  if (spoken !== undefined) return said?.includes('<nil>') ? (conditionOf(source, spoken) ?? spoken) : spoken;
  const owner = source.functions.find(({ name }) => name === phase);
  if (owner === undefined || said !== undefined) return undefined;
  const others = nodesOf(owner.node, 'ReturnStatement').filter((node) =>
    /^return\s+-?[1-9]/.test(textOf(source, node)),
  );
  // Of several, the one that is not within an `if` ends every run.
  const last = others.filter(({ parent }) => parent?.parent?.name === 'FunctionDecl');
  const [only] = others.length === 1 ? others : last;
  return only && placeAt(source, only.from);
}

/** The `if` around what was said. */
function conditionOf(source: GoSource, { node }: GoCall): Place | undefined {
  const around = enclosing(node, 'IfStatement');
  return around && placeAt(source, around.from);
}

/** The call whose text begins as what was said: `api.Errorf("no data source: %s", err)`. */
function saying({ calls }: GoSource, said: string): GoCall | undefined {
  const speakers = calls.filter(({ method, arguments: [text] }) => {
    if (!/^(?:Error|Warn)f?$/.test(method) || text === undefined || !/^["`]/.test(text.text)) return false;
    const start = text.text.slice(1, -1).replace(/%.*$/s, '');
    return start.length > 2 && said.startsWith(start);
  });
  return speakers.length === 1 ? speakers[0] : undefined;
}
