import { showName } from '../../../text.ts';
import type { Evidence } from '../../evidence.ts';
import { type Finding, rule } from '../../rule.ts';
import type { GoCall } from '../../source/go-calls.ts';
import type { GoSource } from '../../source/go-source.ts';
import { nodesOf, type Place, placeAt, textOf } from '../../source/text.ts';
import { failedOf } from '../explains.ts';
import { placeOr } from '../place.ts';

export const notSubscribed = rule({
  id: 'not-subscribed',
  meaning: 'The module never asks to be called for the events.',
  example: {
    code: 'func gadgetInit() int32 {\n\t…\n\treturn 0\n}',
    message:
      'The module never asks to be called for the events of `open`, so it is not. At the end of `gadgetInit` belongs a call of `Subscribe`.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const explains = failedOf(evidence, 'subscribes');
    const wanted = wantedSource(evidence);
    if (explains.length === 0 || wanted === undefined || evidence.goProgram === undefined) return [];
    const { subscriptions } = evidence.moduleFacts.run;
    const calls = evidence.goProgram.calls.filter(({ method }) => method.startsWith('Subscribe'));
    const found =
      subscriptions.length > 0
        ? other(subscriptions, wanted, calls, evidence.goProgram)
        : whyNot(calls, wanted, evidence.goProgram);
    const { message, place, confidence = 'certain' } = found;
    return [{ message, confidence, explains, ...placeOr(place, evidence) }];
  },
});

interface Said extends Pick<Finding, 'message'> {
  readonly place?: Place | undefined;
  readonly confidence?: Finding['confidence'];
}

function wantedSource({ failed }: Evidence): string | undefined {
  return failed.flatMap(({ spec }) => (spec.kind === 'subscribes' ? [spec.dataSource] : []))[0];
}

function other(
  names: readonly string[],
  wanted: string,
  calls: readonly GoCall[],
  { handles }: GoSource,
): Said {
  const [name = ''] = names;
  const variables = handles.filter((handle) => handle.name === name).map(({ variable }) => variable);
  const place = calls.find(({ receiver }) => variables.includes(receiver)) ?? calls[0];
  const message = `The module asks to be called for the events of \`${showName(name)}\`. Those of the program are in \`${showName(wanted)}\`, so that is the data source whose \`Subscribe\` has to be called.`;
  return { message, place };
}

function whyNot(calls: readonly GoCall[], wanted: string, source: GoSource): Said {
  const start = `The module never asks to be called for the events of \`${showName(wanted)}\`, so it is not.`;
  const [call] = calls;
  if (call === undefined) {
    return {
      message: `${start} At the end of \`gadgetInit\` belongs a call of \`Subscribe\`.`,
      place: endOfInit(source),
    };
  }
  return { message: `${start} ${whyNotReached(call, source)}`, place: call, confidence: 'likely' };
}

/** Why a call that is there is never made. */
export function whyNotReached({ node }: GoCall, source: GoSource): string {
  const owner = source.functions.find((one) => one.node.from <= node.from && node.to <= one.node.to);
  const isCalled =
    owner === undefined ||
    owner.name.startsWith('gadget') ||
    source.text.split(new RegExp(`\\b${owner.name}\\b`)).length > 2;
  return isCalled
    ? 'The module does not come to this line: look for a `return` before it.'
    : `This line is in \`${showName(owner.name)}\`, which nobody calls.`;
}

/** The `return` by which gadgetInit ends well. */
function endOfInit(source: GoSource): Place | undefined {
  const init = source.functions.find(({ name }) => name === 'gadgetInit');
  const last =
    init &&
    nodesOf(init.node, 'ReturnStatement').findLast((node) => /^return\s+0$/.test(textOf(source, node)));
  return last === undefined ? init : placeAt(source, last.from);
}
