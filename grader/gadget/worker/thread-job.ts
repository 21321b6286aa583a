import type { ContainerFacts } from '../../model/capture.ts';
import { loadModule } from '../wasm/load.ts';
import type { RunningJob, Surroundings } from './job.ts';
import type { ModuleJob } from './messages.ts';
import { startObserving } from './observe-job.ts';
import { startPrinting } from './print-job.ts';
import type { ThreadOutput } from './thread-output.ts';
import type { ThreadState } from './thread-state.ts';

/** Starts the module and the pipeline around it. @throws ModuleFailure */
export async function startJob(
  order: ModuleJob,
  containers: Map<bigint, ContainerFacts>,
  {
    state,
    output,
    tellMade,
  }: { readonly state: ThreadState; readonly output: ThreadOutput } & Pick<Surroundings, 'tellMade'>,
): Promise<RunningJob> {
  const print = order.purpose.kind === 'print';
  const load = loadModule(order.module, {
    params: new Map(Object.entries(order.params)),
    isWanted: (mntns) => order.host || containers.has(mntns),
    // Whoever watches a live run decides what to leave out.
    ...(print && { logLines: Number.POSITIVE_INFINITY }),
    onLog: (line) => output.send({ type: 'log', line }),
    onOutput: (text) => output.send({ type: 'output', text }),
    onPhase: (phase) => state.begin(phase),
  });
  state.begin('load');
  const surroundings = { order, containers, output, load, tellMade };
  const job = await (print ? startPrinting(surroundings) : startObserving(surroundings));
  state.end();
  return job;
}
