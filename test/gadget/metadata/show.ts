import type { GadgetMetadata } from '../../../grader/gadget/metadata/metadata.ts';
import { parseMetadata } from '../../../grader/gadget/metadata/parse.ts';
import { noteUnknownSources, refineBy } from '../../../grader/gadget/metadata/refine.ts';
import { createGadgetStream, type Note, type OutputOptions } from '../../../grader/gadget/pipeline.ts';
import type { StructLayout } from '../../../grader/model/layout.ts';
import { busybox } from '../containers.ts';
import { sample, tracer } from '../layouts.ts';

/** What a gadget.yaml says, which must be in order. */
export async function metadataOf(text: string): Promise<GadgetMetadata> {
  const { metadata, diagnostics } = await parseMetadata(text, 'gadget.yaml');
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return metadata;
}

export interface Event {
  readonly layout: StructLayout;
  readonly values: Parameters<typeof sample>[1];
}

export interface Shown {
  readonly text: string;
  readonly notes: readonly string[];
}

/** One event of the data source `open`, from a container, as a gadget with this gadget.yaml prints it. */
export async function show(
  yaml: string,
  { layout, values }: Event,
  output: Partial<OutputOptions> = {},
): Promise<Shown> {
  const { metadata: said } = await parseMetadata(yaml, 'gadget.yaml');
  const named = { said, file: 'gadget.yaml' };
  const notes: string[] = [];
  const onNote = ({ kind, message }: Note): unknown => kind === 'metadata' && notes.push(message);
  const stream = createGadgetStream({
    tracers: [tracer(layout)],
    bootOffset: 0n,
    containerOf: () => busybox,
    output: { mode: 'columns', fields: undefined, width: undefined, ...output },
    onNote,
    refine: refineBy(named, onNote),
  });
  noteUnknownSources(['open'], named, onNote);
  const text = stream.header() + stream.format({ dataSource: 'open', bytes: sample(layout, values) });
  return { text, notes };
}

/** A gadget.yaml that says this of one field of `open`. */
export function annotate(field: string, annotations: Readonly<Record<string, string>>): string {
  return JSON.stringify({ datasources: { open: { fields: { [field]: { annotations } } } } });
}
