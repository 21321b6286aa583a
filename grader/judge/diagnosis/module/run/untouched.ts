import { processedPairs } from '../../../module-facts.ts';
import { count, listShort, showName } from '../../../text.ts';
import type { Evidence } from '../../evidence.ts';
import { rule } from '../../rule.ts';
import { failedOf } from '../explains.ts';
import { placeOr } from '../place.ts';

export const fieldOverwritten = rule({
  id: 'field-overwritten',
  meaning: 'The module changes fields that the eBPF program has sent.',
  example: {
    code: 'name, err := open.GetField("filename")\n…\nname.SetString(event, strings.Join(words, "|"))',
    message:
      '`name.SetString` overwrites the field `filename`, which the eBPF program has sent. Words belong into the field that the module added, `flags_decoded`.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const explains = failedOf(evidence, 'untouched');
    const pairs = processedPairs(evidence.moduleFacts);
    const names = [...new Set(pairs.flatMap(({ processed }) => processed.changed))];
    if (explains.length === 0 || names.length === 0) return [];
    const call = setterOf(names, evidence);
    const fields = listShort(names.map((name) => `\`${showName(name)}\``));
    const what = call === undefined ? 'The module' : `\`${showName(call.callee)}\``;
    const start = `${what} overwrites the ${names.length === 1 ? 'field' : 'fields'} ${fields}, which the eBPF program has sent.`;
    const message = `${start} Words belong into the field that the module added${addedName(evidence)}.`;
    return [{ message, confidence: 'certain', explains, ...placeOr(call, evidence) }];
  },
});

function setterOf(names: readonly string[], { goProgram }: Evidence) {
  const variables = goProgram?.handles
    .filter(({ name }) => name !== undefined && names.includes(name))
    .map(({ variable }) => variable);
  return goProgram?.calls.find(
    ({ method, receiver }) => method.startsWith('Set') && variables?.includes(receiver),
  );
}

function addedName({ moduleFacts }: Evidence): string {
  const fields = moduleFacts?.run.fields ?? [];
  const [only] = fields.length === 1 ? fields : [];
  return only === undefined ? '' : `, \`${showName(only.name)}\``;
}

export const eventsAdded = rule({
  id: 'events-added',
  meaning: 'The module sends events of its own among those of the eBPF program.',
  example: {
    code: 'source.EmitAndRelease(api.Packet(packet))',
    message:
      'The module sends 674 further events among those of the program, for opens that never were. The event of the callback goes on by itself; nothing has to send it.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const explains = failedOf(evidence, 'untouched');
    const extra = processedPairs(evidence.moduleFacts).reduce(
      (sum, { processed }) => sum + (processed.extra ?? 0),
      0,
    );
    if (explains.length === 0 || extra === 0) return [];
    const message = `The module sends ${count(extra, 'further event')} among those of the program, for ${extra === 1 ? 'an open that never was' : 'opens that never were'}. The event of the callback goes on by itself; nothing has to send it.`;
    const call = evidence.goProgram?.calls.find(({ method }) => method === 'EmitAndRelease');
    return [{ message, confidence: 'certain', explains, ...placeOr(call, evidence) }];
  },
});
