import { findField } from '../../../../gadget/decode/find-field.ts';
import type { StructLayout } from '../../../../model/layout.ts';
import type { ModuleRun } from '../../../../model/module.ts';
import { refusals } from '../../../module-fault.ts';
import { count, listShort, showName, showSentence } from '../../../text.ts';
import type { Evidence } from '../../evidence.ts';
import { type Finding, rule } from '../../rule.ts';
import type { GoCall } from '../../source/go-calls.ts';
import type { GoSource } from '../../source/go-source.ts';
import { methodSize } from '../api.ts';
import { failedOf } from '../explains.ts';
import { placeOr } from '../place.ts';

/** A field that was read or written as something that it is not. */
interface Misuse {
  readonly name: string;
  readonly isWrite: boolean;
  readonly has: number;
  /** Bytes of the number; undefined for text. */
  readonly number: number | undefined;
}

export const wrongKind = rule({
  id: 'wrong-kind',
  meaning: 'The module reads or writes a field by a method for another type.',
  example: {
    code: 'number, err := flags.Int64(event)',
    message:
      '`flags.Int64` reads 8 bytes, and the field `flags` has 4, so the host refuses it. The right method is `Int32`.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const asText = readAsText(evidence);
    if (asText !== undefined) return [asText];
    const explains = failedOf(evidence, 'filled', 'moduleStarts');
    const { run, graded } = evidence.moduleFacts;
    const misuse = refusals(run)
      .map(misuseIn)
      .find((found) => found !== undefined);
    if (misuse === undefined || explains.length === 0) return [];
    const call = evidence.goProgram && callOf(misuse, evidence.goProgram);
    const message = describe(misuse, { call, run, struct: graded?.struct, evidence });
    return [{ message, confidence: 'certain', explains, ...placeOr(call, evidence) }];
  },
});

/** Text can be made of the bytes of a number, so the host does not refuse that; it is no text all the same. */
function readAsText(evidence: Evidence): Finding | undefined {
  const { goProgram, moduleFacts } = evidence;
  const explains = failedOf(evidence, 'decodes', 'filled');
  const struct = moduleFacts?.graded?.struct;
  if (goProgram === undefined || struct === undefined || explains.length === 0) return undefined;
  const handle = goProgram.handles.find(({ by, name }) => by === 'GetField' && name === 'flags');
  const kind = kindOf('flags', struct);
  const uses = goProgram.calls.filter(({ receiver }) => receiver !== '' && receiver === handle?.variable);
  const call = uses.find(({ method }) => method === 'String' || method === 'Bytes');
  const isNumber = kind !== undefined && methodSize(kind) !== undefined;
  if (call === undefined || !isNumber || uses.some(({ method }) => methodSize(method) !== undefined))
    return undefined;
  const message = `\`${showName(call.callee)}\` reads text, and the field \`flags\` is a number: what comes out of it are its bytes. The right method is \`${kind}\`.`;
  return { message, confidence: 'certain', explains, ...placeOr(call, evidence) };
}

function misuseIn(reason: string): Misuse | undefined {
  const [, caller, name = '', has, number] =
    /^(fieldGetScalar|fieldSet): the field "(.*)" of ".*" has (\d+) bytes, the number has (\d+)$/.exec(
      reason,
    ) ??
    /^(fieldSet): the field "(.*)" of ".*" is not set: it has (\d+) bytes, not \d+()$/.exec(reason) ??
    [];
  if (caller === undefined) return undefined;
  return {
    name,
    isWrite: caller === 'fieldSet',
    has: Number(has),
    number: number === '' ? undefined : Number(number),
  };
}

/** `flags.Int64(event)`, by the variable that the field is kept in. */
function callOf({ name, isWrite, number }: Misuse, { handles, calls }: GoSource): GoCall | undefined {
  const variables = handles.filter((handle) => handle.name === name).map(({ variable }) => variable);
  const found = calls.filter(
    ({ receiver, method }) =>
      variables.includes(receiver) &&
      method.startsWith('Set') === isWrite &&
      methodSize(method) === number &&
      /^(?:Set)?(?:U?[Ii]nt\d+|Float\d+|Bool|String|Bytes)$/.test(method),
  );
  return found[0];
}

interface Surroundings {
  readonly call: GoCall | undefined;
  readonly run: ModuleRun;
  readonly struct: StructLayout | undefined;
  readonly evidence: Evidence;
}

function describe(misuse: Misuse, { call, run, struct, evidence }: Surroundings): string {
  const { name, isWrite, has, number } = misuse;
  const field = `the field \`${showName(name)}\``;
  const what = call === undefined ? `The module` : `\`${showName(call.callee)}\``;
  const added = run.fields.find((own) => own.name === name);
  if (number === undefined && added === undefined)
    return `${what} puts text into ${field}, which is a number of ${count(has, 'byte')} that the eBPF program sent, so the host refuses it.${toAdded(run, evidence)}`;
  if (number === undefined)
    return `${what} puts text into ${field}, which has ${count(has, 'byte')}, so the host refuses it.`;
  const kind = added?.kind ?? (struct && kindOf(name, struct));
  if (added?.kind === 'string') {
    const verb = isWrite ? 'puts a number into' : 'reads a number out of';
    return `${what} ${verb} ${field}, which holds text, so the host refuses it. The right method is \`${isWrite ? 'SetString' : 'String'}\`.`;
  }
  const right = kind === undefined ? '' : ` The right method is \`${isWrite ? `Set${kind}` : kind}\`.`;
  return `${what} ${isWrite ? 'writes' : 'reads'} ${count(number, 'byte')}, and ${field} has ${has}, so the host refuses it.${right}`;
}

/** Where the words belong. */
function toAdded({ fields }: ModuleRun, { goProgram }: Evidence): string {
  const [added] = fields.filter(({ kind }) => kind === 'string');
  const variable = goProgram?.handles.find(
    ({ by, name }) => by === 'AddField' && name === added?.name,
  )?.variable;
  if (added === undefined) return '';
  return variable === undefined
    ? ` Words belong into the field that the module added, \`${showName(added.name)}\`.`
    : ` Words belong into the field that the module added: \`${showName(variable)}.SetString\`.`;
}

/** The method for a member of the struct: `Int32`. */
function kindOf(name: string, struct: StructLayout): string | undefined {
  const type = findField(struct, name)?.type;
  if (type?.kind === 'array') return type.element.kind === 'int' && type.element.char ? 'String' : undefined;
  if (type?.kind === 'enum') return `Uint${type.size * 8}`;
  if (type?.kind !== 'int') return undefined;
  return type.bool ? 'Bool' : `${type.signed ? 'Int' : 'Uint'}${type.size * 8}`;
}

export const hostRefused = rule({
  id: 'host-refused',
  meaning: 'A function of the API answered with an error, and the module went on.',
  example: {
    code: 'name, err := filename.String(event, 8)',
    message:
      'Inspektor Gadget refused what the module asked for: fieldGetBuffer: the field "filename" of "open" has 256 bytes, there is room for 8. Most functions return an error, which says so at once.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const reasons = refusals(evidence.moduleFacts.run);
    const explains = failedOf(evidence, 'moduleStarts', 'addsField', 'subscribes', 'filled');
    if (reasons.length === 0 || explains.length === 0) return [];
    const message = `Inspektor Gadget refused what the module asked for: ${listShort(reasons.map(showSentence), 2)}. Most functions return an error, which says so at once.`;
    return [{ message, confidence: 'fallback', explains, ...placeOr(undefined, evidence) }];
  },
});
