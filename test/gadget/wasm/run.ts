import { LiveGadget } from '../../../grader/gadget/live/live-gadget.ts';
import { ModuleFailure } from '../../../grader/gadget/wasm/host.ts';
import { loadModule, type ModuleOptions } from '../../../grader/gadget/wasm/load.ts';
import type { LogLine } from '../../../grader/model/module.ts';
import { buildTestModule } from './support.ts';

/** What a test module said while it went through its lifecycle, without any event. */
export interface Said {
  readonly log: readonly LogLine[];
  readonly output: string;
  readonly failure: ModuleFailure | undefined;
}

export async function runTestModule(name: string, options: ModuleOptions = {}): Promise<Said> {
  const log: LogLine[] = [];
  const output: string[] = [];
  const listeners = {
    onLog: (line: LogLine) => log.push(line),
    onOutput: (text: string) => output.push(text),
  };
  const loader = loadModule(await buildTestModule(name), { ...listeners, ...options });
  const failure = await liveThrough(loader).catch((error) => {
    if (error instanceof ModuleFailure) return error;
    throw error;
  });
  return { log, output: output.join(''), failure };
}

async function liveThrough(loader: ReturnType<typeof loadModule>): Promise<undefined> {
  const program = await loader(new LiveGadget([]));
  program.init();
  program.preStart();
  program.start();
  program.stop();
  program.postStop();
}
