import { createInterface } from 'node:readline/promises';

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true && !process.env.CI;
}

/** A question with yes and no; an empty answer is no. @throws the signal's reason */
export async function ask(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // In readline's raw mode, Ctrl-C is a key: it becomes the signal that the lab knows.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  // Ctrl-D, or a terminal that is gone: not every readline says so of a question that is open.
  const left = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
  try {
    const asked = terminal.question(`${question} [y/N] `, { signal }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return undefined;
    });
    const answer = await Promise.race([asked, left]);
    if (answer === undefined) process.stderr.write('\n');
    return /^y(es)?$/i.test(answer?.trim() ?? '');
  } catch (error) {
    process.stderr.write('\n');
    signal.throwIfAborted();
    throw error;
  } finally {
    terminal.close();
  }
}
