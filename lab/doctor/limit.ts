import { type Finding, tilde, untested } from './finding.ts';

/** Longer than one question to a program may take (ms). */
const LIMIT_MS = 3000;

/** What a probe finds; one that takes too long, or fails in a way that nobody thought of, found nothing out. */
export async function limited(probe: () => Finding | Promise<Finding>): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    const finding = untested(`there was no answer within ${LIMIT_MS / 1000} s`);
    timer = setTimeout(() => resolve(finding), LIMIT_MS);
  });
  try {
    return await Promise.race([probe(), late]);
  } catch (error) {
    return lookingFailed(error);
  } finally {
    clearTimeout(timer);
  }
}

export function lookingFailed(error: unknown): Finding {
  return untested(`looking failed: ${tilde(error instanceof Error ? error.message : String(error))}`);
}
