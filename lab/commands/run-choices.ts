import type { DataSourceMetadata, GadgetMetadata } from '../../grader/gadget/metadata/metadata.ts';
import { modeFor, OUTPUT_MODES, type OutputMode } from '../../grader/gadget/output/mode.ts';
import { LabError } from '../../grader/model/error.ts';

/** As they were given; undefined where they were not. */
export interface RunOptions {
  readonly verifierLog?: boolean;
  readonly output?: string;
  readonly fields?: string;
  readonly containername?: string;
  readonly timeout: number;
  readonly host?: boolean;
}

/** What a run does: the command line decides, then gadget.yaml, then the lab. */
export interface RunChoices {
  /** As `-o` has it, for all data sources. */
  readonly mode: string;
  readonly fields: string | undefined;
  readonly containerName: string | undefined;
  readonly host: boolean;
}

/** @throws LabError `unsupported-output` */
export function chooseRun(options: RunOptions, { paramDefaults, dataSources }: GadgetMetadata): RunChoices {
  const { output, fields, containername, host } = options;
  // Names of upstream's options in gadget.yaml; its own are matched by exact case, and never found for LocalManager.
  const byDefault = (name: string): string | undefined => paramDefaults[`operator.${name}`] || undefined;
  const everything = host ?? byDefault('localmanager.host') === 'true';
  return {
    mode: chooseModes(output ?? byDefault('cli.output'), dataSources),
    fields: fields ?? byDefault('cli.fields'),
    containerName: everything ? undefined : (containername ?? byDefault('localmanager.containername')),
    host: everything,
  };
}

/** Fills an expression of `-o` up with what data sources want to be shown as. */
function chooseModes(expression: string | undefined, sources: readonly DataSourceMetadata[]): string {
  const given = expression?.split(',') ?? [];
  const forAll = given.some((part) => part !== '' && !part.includes(':'));
  const isGiven = (name: string): boolean => forAll || given.some((part) => part.startsWith(`${name}:`));
  for (const source of sources)
    if (expression !== undefined && isGiven(source.name)) requireSupported(source, expression);
  const wished = sources
    .filter(({ name }) => !isGiven(name))
    .map((source) => `${source.name}:${defaultMode(source)}`);
  return [...given, ...wished].join(',') || 'columns';
}

function requireSupported(source: DataSourceMetadata, expression: string): void {
  const mode = modeFor(source.name, expression);
  const supported = supportedModes(source);
  if (mode === undefined || mode === 'none' || supported.includes(mode)) return;
  const choice = supported.length === 0 ? 'none' : supported.join(', ');
  throw new LabError({
    kind: 'request',
    code: 'unsupported-output',
    message: `The data source "${source.name}" cannot be shown as ${mode}: gadget.yaml says so.`,
    hint: `-o ${source.name}:${supported[0] ?? 'none'} (what there is: ${choice})`,
  });
}

function defaultMode(source: DataSourceMetadata): OutputMode {
  const supported = supportedModes(source);
  const wished = supported.find((mode) => mode === source.annotations['cli.default-output-mode']);
  return wished ?? (supported.includes('columns') ? 'columns' : (supported.toSorted()[0] ?? 'none'));
}

/** Those of the data source that the lab has, too; upstream has more. */
function supportedModes({ annotations }: DataSourceMetadata): readonly OutputMode[] {
  const named = annotations['cli.supported-output-modes'];
  if (named === undefined) return OUTPUT_MODES;
  const names = named.split(',').map((name) => name.trim());
  return OUTPUT_MODES.filter((mode) => names.includes(mode));
}
