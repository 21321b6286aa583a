import { applyMetadata, unknownSources } from '../metadata/apply.ts';
import { createModuleStream } from '../pipeline.ts';
import type { DataSource } from '../source/field.ts';
import type { RunningJob, Surroundings } from './job.ts';
import type { Purpose } from './messages.ts';

/** For live runs: prints what comes out of the pipeline. */
export async function startPrinting({ order, containers, output, load }: Surroundings): Promise<RunningJob> {
  const { tracers, bootOffset, purpose } = order;
  if (purpose.kind !== 'print') throw new Error('nothing to print');
  const refinery = new Refinery(purpose);
  const stream = await createModuleStream(
    {
      tracers,
      bootOffset,
      containerOf: (mntns) => containers.get(mntns),
      output: purpose.output,
      refine: (source) => refinery.refine(source),
      onNote: (note) => output.send({ type: 'note', note }),
    },
    load,
  );
  for (const message of refinery.notes) output.send({ type: 'note', note: { kind: 'metadata', message } });
  return {
    header: stream.header(),
    push: (event) => output.addText(stream.format(event)),
    stop: () => output.addText(stream.stop()),
  };
}

/** Lets data sources look as gadget.yaml says, and remembers what it could not do. */
class Refinery {
  readonly #metadata: Extract<Purpose, { readonly kind: 'print' }>['metadata'];
  readonly #sources: string[] = [];
  readonly #notes: string[] = [];

  constructor({ metadata }: Extract<Purpose, { readonly kind: 'print' }>) {
    this.#metadata = metadata;
  }

  refine(source: DataSource): DataSource {
    if (this.#metadata === undefined) return source;
    const { said, file } = this.#metadata;
    const refined = applyMetadata(source, said, file);
    this.#sources.push(source.name);
    this.#notes.push(...refined.notes);
    return refined.source;
  }

  get notes(): readonly string[] {
    if (this.#metadata === undefined) return [];
    const { said, file } = this.#metadata;
    return [...this.#notes, ...unknownSources(this.#sources, said, file)];
  }
}
