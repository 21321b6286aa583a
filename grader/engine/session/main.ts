import { writeSync } from 'node:fs';
import { loadNative } from '../../../native/index.ts';
import { LabError } from '../../model/error.ts';
import { Disposal } from './disposal.ts';
import { readFrames, writeFrame } from './frames.ts';
import type { Reply, Request, SentError } from './messages.ts';
import { Session } from './session.ts';

/**
 * The engine's child process, the only part of the lab that needs root. It takes requests on stdin and answers
 * on stdout until stdin ends or a signal comes; then it releases what it acquired and ends.
 */
const disposal = new Disposal();
const kernel = new Disposal();
const send = (reply: Reply): void => writeFrame(process.stdout, reply);
let session: Session | undefined;

process.stdout.on('error', () => void end());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());

try {
  const serving = new Session({ native: loadNative(), disposal, kernel, send });
  session = serving;
  for await (const request of readFrames(process.stdin)) {
    // Not awaited: the end of stdin must be seen while a request is being served.
    serving.serve(request as Request).catch(report);
  }
} catch (error) {
  report(error);
}
await end();

function report(error: unknown): void {
  send({ type: 'error', error: describe(error) });
}

function describe(error: unknown): SentError {
  if (error instanceof LabError) {
    const { kind, code, message, hint } = error;
    return { kind, code, message, hint };
  }
  const bug = error instanceof Error ? error : new Error(String(error));
  return { kind: 'machine', code: 'internal', message: bug.message, hint: undefined, stack: bug.stack };
}

/**
 * First what others can see: containers, processes, files. Freeing kernel objects takes long and cannot fail to
 * happen, as they end with this process at the latest; the parent need not wait for it.
 */
async function end(): Promise<void> {
  session?.finish();
  complain(await disposal.dispose());
  send({ type: 'released' });
  complain(await kernel.dispose());
  process.exit(0);
}

function complain(errors: readonly Error[]): void {
  for (const error of errors) {
    try {
      writeSync(2, `gadget-lab: ${error.message}: ${error.cause}\n`);
    } catch {
      // Nobody listens any more.
    }
  }
}
