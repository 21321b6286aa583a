import type { AddedFieldSpec } from '../../../../model/check-spec.ts';
import { refusals } from '../../../module-fault.ts';
import { showName } from '../../../text.ts';
import type { Evidence } from '../../evidence.ts';
import { type Finding, rule } from '../../rule.ts';
import type { GoHandle } from '../../source/go-handles.ts';
import type { Place } from '../../source/text.ts';
import { API_PATH } from '../api.ts';
import { failedOf, wholeModule } from '../explains.ts';
import { placeOr } from '../place.ts';
import { whyNotReached } from './subscription.ts';
import { handleOf, isToBeAdded, unknownFieldOf } from './unknown.ts';

/** What the failed check asks for. */
function wantedOf({ failed }: Evidence): AddedFieldSpec | undefined {
  return failed.flatMap(({ spec }) => (spec.kind === 'addsField' ? [spec] : []))[0];
}

/** The call that added a field of that name; where the text does not show the name, the only one that adds. */
function adding(evidence: Evidence, name: string): GoHandle | undefined {
  const adders = evidence.goProgram?.handles.filter(({ by }) => by === 'AddField') ?? [];
  return handleOf(evidence, name, 'AddField') ?? (adders.length === 1 ? adders[0] : undefined);
}

function finding(evidence: Evidence, message: string, place: Place | undefined): Finding {
  const explains = failedOf(evidence, 'addsField');
  return { message, confidence: 'certain', explains, ...placeOr(place, evidence) };
}

export const fieldMisnamed = rule({
  id: 'field-misnamed',
  meaning: 'The module adds its field under another name than the task asks for.',
  example: {
    code: 'open.AddField("flagsDecoded", api.Kind_String)',
    message: 'The field that the module adds is called `flagsDecoded`, and it has to be `flags_decoded`.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const wanted = wantedOf(evidence);
    const { fields } = evidence.moduleFacts.run;
    if (wanted === undefined || fields.some(({ name }) => name === wanted.name)) return [];
    const own = fields.filter(({ dataSource }) => dataSource === wanted.dataSource);
    const texts = own.filter(({ kind }) => kind === wanted.type);
    const [only] = texts.length === 1 ? texts : own.length === 1 ? own : [];
    if (only === undefined) return [];
    const message = `The field that the module adds is called \`${showName(only.name)}\`, and it has to be \`${wanted.name}\`.`;
    const call = adding(evidence, only.name)?.call;
    return [finding(evidence, message, call?.arguments[0] ?? call)];
  },
});

export const fieldWrongKind = rule({
  id: 'field-wrong-kind',
  meaning: 'The module adds its field with another type than the task asks for.',
  example: {
    code: 'open.AddField("flags_decoded", api.Kind_Int32)',
    message: '`flags_decoded` is added with the type int32, and words are a string: `api.Kind_String`.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const wanted = wantedOf(evidence);
    const found = evidence.moduleFacts.run.fields.find(
      ({ dataSource, name }) => dataSource === wanted?.dataSource && name === wanted.name,
    );
    if (wanted === undefined || found === undefined || found.kind === wanted.type) return [];
    const right = `${apiName(evidence)}.Kind_${wanted.type.replace(/^./, (letter) => letter.toUpperCase())}`;
    const message = `\`${wanted.name}\` is added with the type ${found.kind}, and words are a ${wanted.type}: \`${right}\`.`;
    const call = adding(evidence, wanted.name)?.call;
    return [finding(evidence, message, call?.arguments[1] ?? call)];
  },
});

/** What the module calls the package. */
function apiName({ goProgram }: Evidence): string {
  const name = goProgram?.imports.find(({ path }) => path === API_PATH)?.name ?? 'api';
  return name === 'go' ? 'api' : name;
}

export const fieldNotAdded = rule({
  id: 'field-not-added',
  meaning: 'The module adds no field for the words.',
  example: {
    code: 'decoded, err := open.GetField("flags_decoded")',
    message:
      'The eBPF program has no field `flags_decoded`, so `GetField` does not find it. The module has to add it: `AddField`.',
  },
  needs: ['moduleFacts', 'goProgram'],
  find: (evidence) => {
    const asked = unknownFieldOf(evidence);
    if (asked !== undefined && isToBeAdded(asked.name, evidence)) {
      const name = showName(asked.name);
      const message = `The eBPF program has no field \`${name}\`, so \`GetField\` does not find it. The module has to add it: \`AddField\`.`;
      const place = handleOf(evidence, asked.name, 'GetField')?.call;
      return [{ ...finding(evidence, message, place), explains: wholeModule(evidence) }];
    }
    const wanted = wantedOf(evidence);
    return wanted === undefined ? [] : whyNotAdded(evidence, wanted);
  },
});

function whyNotAdded(evidence: Evidence, { name, dataSource }: AddedFieldSpec): readonly Finding[] {
  const { run } = evidence.moduleFacts ?? {};
  if (run === undefined || run.fields.some((own) => own.dataSource === dataSource)) return [];
  const elsewhere = run.fields.find((own) => own.name === name);
  const call = adding(evidence, name)?.call;
  if (elsewhere !== undefined) {
    const message = `\`${name}\` is added to the data source \`${showName(elsewhere.dataSource)}\`. The events are in \`${dataSource}\`, and that is where it belongs.`;
    return [finding(evidence, message, call)];
  }
  if (refusals(run).some((reason) => /^dataSourceAddField: it is too late/.test(reason))) {
    const message = `The field \`${name}\` is added too late, so the host refuses it. Only \`gadgetInit\` can do that, before the first event: put it in front of \`Subscribe\`.`;
    return [finding(evidence, message, call)];
  }
  if (call !== undefined && evidence.goProgram !== undefined && refusals(run).length === 0) {
    const explains = failedOf(
      evidence,
      'addsField',
      ...(run.subscriptions.length === 0 ? (['subscribes'] as const) : []),
    );
    const message = `The field \`${name}\` is never added. ${whyNotReached(call, evidence.goProgram)}`;
    return [{ ...finding(evidence, message, call), confidence: 'likely', explains }];
  }
  if (evidence.goProgram?.handles.some(({ by }) => by === 'AddField')) return [];
  const message = `The module adds no field. In \`gadgetInit\` belongs a call of \`AddField\`, with the name \`${name}\`.`;
  const init = evidence.goProgram?.functions.find((own) => own.name === 'gadgetInit');
  return [finding(evidence, message, init)];
}
