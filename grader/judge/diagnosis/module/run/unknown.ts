import type { AddedFieldSpec } from '../../../../model/check-spec.ts';
import { refusals } from '../../../module-fault.ts';
import { listShort, showName } from '../../../text.ts';
import type { Evidence } from '../../evidence.ts';
import { type Finding, rule } from '../../rule.ts';
import type { GoHandle } from '../../source/go-handles.ts';
import type { Place } from '../../source/text.ts';
import { wholeModule } from '../explains.ts';
import { near } from '../near.ts';
import { placeOr } from '../place.ts';

export const unknownDataSource = rule({
  id: 'unknown-data-source',
  meaning: 'The module asks for a data source that the gadget does not have.',
  example: {
    code: 'open, err := api.GetDataSource("opne")',
    message:
      'There is no data source `opne`. The one of your program is called `open`, by the first argument of `GADGET_TRACER`.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const found = firstMatch(evidence, /^getDataSource: there is no data source "(.*)"\. There are: (.+)$/);
    if (found === undefined) return [];
    const [name = '', list = ''] = found;
    const known = [...list.matchAll(/"([^"]*)"/g)].map(([, one = '']) => one);
    const likely = known.length === 1 ? known[0] : near(name, known);
    const renamed = likely === undefined ? undefined : renamedInProgram(name, likely, evidence);
    if (renamed !== undefined) return [finding(evidence, renamed.message, renamed.place)];
    const mend =
      likely === undefined
        ? `There ${known.length === 0 ? 'is none' : `are ${quoted(known)}`}.`
        : `The one of your program is called \`${showName(likely)}\`, by the first argument of \`GADGET_TRACER\`.`;
    const place = handleOf(evidence, name, 'GetDataSource')?.call;
    return [finding(evidence, `There is no data source \`${showName(name)}\`. ${mend}`, place)];
  },
});

/** Where the module asks as the lesson does, it is the program that calls it otherwise. */
function renamedInProgram(
  name: string,
  actual: string,
  { program, step }: Evidence,
): { readonly message: string; readonly place: Place } | undefined {
  const wanted = step.tasks
    .flatMap(({ checks }) => checks)
    .flatMap((spec) => (spec.kind === 'subscribes' || spec.kind === 'addsField' ? [spec.dataSource] : []));
  const tracer = program?.calls.find(
    (call) => call.callee === 'GADGET_TRACER' && call.arguments[0]?.text === actual,
  );
  const place = tracer?.arguments[0];
  if (!wanted.includes(name) || place === undefined) return undefined;
  const message = `The module asks for the data source \`${showName(name)}\`, and the program calls it \`${showName(actual)}\`: that is the first argument of \`GADGET_TRACER\`. Write \`${showName(name)}\` here.`;
  return { message, place };
}

export const unknownField = rule({
  id: 'unknown-field',
  meaning: 'The module asks for a field that the data source does not have.',
  example: {
    code: 'flags, err := open.GetField("flag")',
    message: 'The data source `open` has no field `flag`. Did you mean `flags`?',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const asked = unknownFieldOf(evidence);
    if (asked === undefined || isToBeAdded(asked.name, evidence)) return [];
    const { source, name, known } = asked;
    const start = `The data source \`${showName(source)}\` has no field \`${showName(name)}\`.`;
    const place = handleOf(evidence, name, 'GetField')?.call;
    return [finding(evidence, `${start} ${meant(name, known)}`, place)];
  },
});

function meant(name: string, known: readonly string[]): string {
  const last = name.slice(name.lastIndexOf('.') + 1);
  const inner = known.filter((field) => field.endsWith(`.${name}`));
  const likely = known.find((field) => field === last) ?? (inner.length > 0 ? inner[0] : near(name, known));
  if (likely === undefined) return `It has those of your struct: ${quoted(known)}.`;
  const deeper = likely.endsWith(`.${name}`)
    ? ' A field inside of another is called by both names, with a point between them.'
    : '';
  return `Did you mean \`${showName(likely)}\`?${deeper}`;
}

interface AskedField {
  readonly source: string;
  readonly name: string;
  readonly known: readonly string[];
}

/** The first field that the host did not find. */
export function unknownFieldOf(evidence: Evidence): AskedField | undefined {
  const found = firstMatch(evidence, /^dataSourceGetField: "(.*)" has no field "(.*)"\. Its fields: (.+)$/);
  if (found === undefined) return undefined;
  const [source = '', name = '', list = ''] = found;
  return { source, name, known: list.split(', ') };
}

/** A field that the step wants the module to add: it was to be made, not found. */
export function isToBeAdded(name: string, { step }: Evidence): boolean {
  const specs = step.tasks.flatMap(({ checks }) => checks);
  return specs.some(
    (spec): spec is typeof spec & AddedFieldSpec => spec.kind === 'addsField' && spec.name === name,
  );
}

/** The call that asked for that name; where the text does not show a name, the only one of its kind. */
export function handleOf({ goProgram }: Evidence, name: string, by: GoHandle['by']): GoHandle | undefined {
  const handles = goProgram?.handles.filter((handle) => handle.by === by) ?? [];
  const named = handles.filter((handle) => handle.name === name);
  if (named.length > 0) return named[0];
  return handles.length === 1 && handles[0]?.name === undefined ? handles[0] : undefined;
}

function firstMatch({ moduleFacts }: Evidence, pattern: RegExp): readonly string[] | undefined {
  if (moduleFacts === undefined) return undefined;
  const match = refusals(moduleFacts.run)
    .map((reason) => pattern.exec(reason))
    .find((found) => found !== null);
  return match?.slice(1);
}

function quoted(names: readonly string[]): string {
  return listShort(
    names.map((name) => `\`${showName(name)}\``),
    8,
  );
}

function finding(evidence: Evidence, message: string, place: Place | undefined): Finding {
  return { message, confidence: 'certain', explains: wholeModule(evidence), ...placeOr(place, evidence) };
}
