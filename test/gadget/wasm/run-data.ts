import {
  createModuleStream,
  type GadgetStream,
  type OutputOptions,
} from '../../../grader/gadget/pipeline.ts';
import { loadModule } from '../../../grader/gadget/wasm/load.ts';
import type { StructLayout } from '../../../grader/model/layout.ts';
import type { LogLine } from '../../../grader/model/module.ts';
import { containerOf } from '../containers.ts';
import { openEvent, tracer } from '../layouts.ts';
import { buildTestModule } from './support.ts';

export interface ModuleStream extends GadgetStream {
  readonly log: readonly LogLine[];
  /** What the module said of this, without the name. */
  said(what: string): string | undefined;
}

/** A stream with a test module of ours, whose log is kept. */
export async function streamModule(
  name: string,
  output: Partial<OutputOptions> = { mode: 'json' },
  layout: StructLayout = openEvent,
): Promise<ModuleStream> {
  const log: LogLine[] = [];
  const options = {
    tracers: [tracer(layout)],
    bootOffset: 0n,
    containerOf,
    output: { mode: 'columns', fields: undefined, width: undefined, ...output },
    onNote: () => {},
  };
  const module = loadModule(await buildTestModule(name), { onLog: (line) => log.push(line) });
  const stream = await createModuleStream(options, module);
  return { ...stream, log, said: (what) => said(log, what).at(-1) };
}

/** All that the module said of this, without the name. */
export function said(log: readonly LogLine[], what: string): readonly string[] {
  const lines = log.filter(({ from }) => from === 'module').map(({ message }) => message);
  return lines.filter((line) => line.startsWith(`${what}: `)).map((line) => line.slice(what.length + 2));
}
