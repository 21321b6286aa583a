import type { SyntaxNode } from '@lezer/common';
import { complaints, refusals } from '../../../module-fault.ts';
import { showName } from '../../../text.ts';
import type { Evidence } from '../../evidence.ts';
import { type Finding, rule } from '../../rule.ts';
import type { GoSource } from '../../source/go-source.ts';
import { nodesOf, type Place, parts, placeAt, textOf } from '../../source/text.ts';
import { failedOf } from '../explains.ts';
import { placeOr } from '../place.ts';
import { callbacksOf } from './loops.ts';

export const fieldNeverSet = rule({
  id: 'field-never-set',
  meaning: 'The field for the words stays empty, as nothing puts them there.',
  example: {
    code: 'open.Subscribe(func(source api.DataSource, event api.Data) {\n}, 0)',
    message:
      'The callback does nothing yet, so `flags_decoded` stays empty. Read the flags from the event, and set the field.',
  },
  needs: ['moduleFacts', 'goProgram'],
  find: (evidence) => {
    const explains = failedOf(evidence, 'filled');
    const field = evidence.failed.flatMap(({ spec }) => (spec.kind === 'filled' ? [spec.field] : []))[0];
    if (explains.length === 0 || field === undefined) return [];
    const found = whyEmpty(evidence.goProgram, field, evidence);
    if (found === undefined) return [];
    const { message, place, confidence = 'certain' } = found;
    return [{ message, confidence, explains, ...placeOr(place, evidence) }];
  },
});

interface Said {
  readonly message: string;
  readonly place?: Place | undefined;
  readonly confidence?: Finding['confidence'];
}

function whyEmpty(source: GoSource, field: string, evidence: Evidence): Said | undefined {
  const callbacks = callbacksOf(source);
  const [callback] = callbacks.length === 1 ? callbacks : [];
  const place = callback && placeAt(source, callback.from);
  const body = callback?.getChild('Block');
  if (body && parts(body).every(({ name }) => name === 'Error'))
    return {
      message: `The callback does nothing yet, so \`${field}\` stays empty. Read the flags from the event, and set the field.`,
      place,
    };
  const setters = source.calls.filter(({ method }) => /^Set(?:String|Bytes)$/.test(method));
  const [setter] = setters;
  if (setter === undefined) {
    const variable = source.handles.find(({ by, name }) => by === 'AddField' && name === field)?.variable;
    const how = variable === undefined ? '`SetString`' : `\`${showName(variable)}.SetString\``;
    return {
      message: `Nothing ever sets \`${field}\`, so it stays empty. In the callback belongs a call of ${how}, with the event and the words.`,
      place,
    };
  }
  const known = givenAway(source) ?? inverted(source, body, evidence);
  // What the host refused says more.
  const isRefused = evidence.moduleFacts !== undefined && refusals(evidence.moduleFacts.run).length > 0;
  return known ?? (isRefused ? undefined : raw(field, setter));
}

/** `open.Unreference()` makes the host think that nobody wants its events. */
function givenAway({ calls }: GoSource): Said | undefined {
  const call = calls.find(({ method }) => method === 'Unreference');
  if (call === undefined) return undefined;
  const message = `\`${showName(call.callee)}\` says that the data source is not needed any more, so nothing that is put into its events arrives. Take it out.`;
  return { message, place: call, confidence: 'likely' };
}

/** `if err == nil { …; return }`: what is right is taken for wrong. */
function inverted(
  source: GoSource,
  body: SyntaxNode | null | undefined,
  { moduleFacts }: Evidence,
): Said | undefined {
  if (!body) return undefined;
  const found = nodesOf(body, 'IfStatement').filter((node) => {
    const block = node.getChild('Block');
    const head = block && source.text.slice(node.from, block.from);
    return block && /\w+\s*==\s*nil\s*$/.test(head ?? '') && nodesOf(block, 'ReturnStatement').length > 0;
  });
  const [only] = found;
  if (found.length !== 1 || only === undefined) return undefined;
  const isSaid =
    moduleFacts !== undefined && complaints(moduleFacts.run).some((text) => text.includes('<nil>'));
  const name = /(\w+)\s*==\s*nil/.exec(textOf(source, only))?.[1] ?? 'err';
  const message = `The callback returns here where \`${showName(name)}\` is nil, and that is where nothing went wrong. It has to be \`${showName(name)} != nil\`.`;
  return { message, place: placeAt(source, only.from), confidence: isSaid ? 'certain' : 'likely' };
}

function raw(field: string, setter: Place): Said {
  return {
    message: `\`${field}\` is empty in every event: either the callback never comes to this line, or the text that it sets is always empty.`,
    place: setter,
    confidence: 'fallback',
  };
}
