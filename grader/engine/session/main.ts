import { writeSync } from 'node:fs';
import { loadNative } from '../../../native/index.ts';
import { LabError } from '../../model/error.ts';
import { readFrames, writeFrame } from '../../process/frames.ts';
import { Disposal } from './disposal.ts';
import type { Reply, Request, SentError } from './messages.ts';
import { Session } from './session.ts';

/**
 * The engine's child process, the only part of the lab that needs root. It takes requests on stdin and answers
 * on stdout until stdin ends or a signal comes; then it releases what it acquired and ends.
 */
const disposal = new Disposal();
const send = (reply: Reply): void => writeFrame(process.stdout, reply);
let session: Session | undefined;
let ending = false;

const DISPOSAL_LIMIT_MS = 15_000;

/** Troubles of the machine that can come out of any call. */
const SYSTEM_REFUSALS = new Set([
  'ENOSPC',
  'EROFS',
  'EDQUOT',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'EAGAIN',
  'EACCES',
  'EPERM',
]);

process.stdout.on('error', () => void end());
process.on('uncaughtException', (error) => {
  report(error);
  void end();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());

try {
  const serving = new Session({ native: loadNative(), disposal, send });
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
  // What fails for the reason that all is being taken down says nothing.
  if (ending) return;
  send({ type: 'error', error: describe(error) });
}

function describe(error: unknown): SentError {
  if (error instanceof LabError) {
    const { kind, code, message, hint } = error;
    return { kind, code, message, hint };
  }
  const refusal = error as NodeJS.ErrnoException;
  if (SYSTEM_REFUSALS.has(refusal.code ?? '')) {
    const hint = 'Look for room and rights: df -h /run; df -i /run; ulimit -n';
    return {
      kind: 'machine',
      code: 'system-refused',
      message: `The system refuses: ${refusal.message}.`,
      hint,
    };
  }
  const bug = error instanceof Error ? error : new Error(String(error));
  return { kind: 'machine', code: 'internal', message: bug.message, hint: undefined, stack: bug.stack };
}

async function end(): Promise<void> {
  ending = true;
  session?.abandon();
  // Nobody outside can end a process of root's that hangs.
  setTimeout(() => process.exit(1), DISPOSAL_LIMIT_MS).unref();
  await session?.settle();
  session?.finish();
  for (const error of await disposal.dispose()) complain(error);
  process.exit(0);
}

function complain(error: Error): void {
  try {
    const reason = error.cause instanceof Error ? error.cause.message : error.cause;
    writeSync(2, `gadget-lab: ${error.message}: ${reason}\n`);
  } catch {
    // Nobody listens any more.
  }
}
