import { isDeepStrictEqual } from 'node:util';
import type { RunResult } from '../model/capture.ts';
import { LabError } from '../model/error.ts';
import type { Engine, EngineJob, EngineSession, RunLimits } from './engine.ts';

/** What a session that is started ahead needs to know. */
export type WarmJob = Pick<EngineJob, 'scenario' | 'container'>;

/** An engine that has the next session standing by. */
export interface WarmEngine extends Engine {
  /** Lets the session for this job come up now; one for another job that stands by is closed. */
  warm(job: WarmJob): void;
  /** Closes what stands by, and waits for everything that is being closed. Nothing is warmed from then on. */
  close(): Promise<void>;
}

interface Standby extends WarmJob {
  readonly session: EngineSession;
  /** Where its stages are told to, once somebody uses it. */
  listener: ((stage: string) => void) | undefined;
}

/**
 * For many runs one after another: containers and witness of the next run come up while nobody waits. A session that
 * died (its container was killed, its runtime was restarted) is replaced by a new one, once, without a word.
 */
export function createWarmEngine(engine: Engine): WarmEngine {
  let standby: Standby | undefined;
  let ended = false;
  const closing = new Set<Promise<void>>();
  const close = (session: EngineSession): Promise<void> => {
    const closed: Promise<void> = session.close().finally(() => closing.delete(closed));
    closing.add(closed);
    return closed;
  };
  const tracked = (session: EngineSession): EngineSession => ({ ...session, close: () => close(session) });
  const dismiss = (): void => {
    if (standby) close(standby.session).catch(() => {});
    standby = undefined;
  };
  return {
    name: engine.name,
    warm(job) {
      // Who asks for one while all is being closed would never close it.
      if (ended || (standby && isFor(standby, job))) return;
      dismiss();
      const fresh: Standby = {
        ...job,
        listener: undefined,
        session: engine.start({ ...job, mayAsk: false, onStage: (stage) => fresh.listener?.(stage) }),
      };
      standby = fresh;
    },
    start(job) {
      const startNow = (): EngineSession => engine.start({ ...job, mayAsk: false });
      const taken = standby && isFor(standby, job) ? standby : undefined;
      // Ctrl-C in a pager that has the terminal reaches the engine as well, whether it stands by or runs.
      if (taken === undefined) return tracked(withDeputy(startNow(), startNow));
      standby = undefined;
      taken.listener = job.onStage;
      return tracked(withDeputy(taken.session, startNow));
    },
    async close() {
      ended = true;
      dismiss();
      await Promise.allSettled(closing);
    },
  };
}

function isFor(standby: WarmJob, { scenario, container }: WarmJob): boolean {
  return standby.container === container && isDeepStrictEqual(standby.scenario, scenario);
}

/**
 * Whether a session may have failed for its age: it was killed, its container was, or the machine was not ready for it
 * then and is by now. A run that took too long, or met a bug, would do so again.
 */
function isWornOut(error: unknown): boolean {
  return (
    error instanceof LabError && error.kind === 'machine' && !['timeout', 'internal'].includes(error.code)
  );
}

/** Tries a new session, once, where this one turns out to be broken. */
function withDeputy(session: EngineSession, startDeputy: () => EngineSession): EngineSession {
  let deputy: EngineSession | undefined;
  return {
    async run(object: Uint8Array, limits: RunLimits): Promise<RunResult> {
      try {
        return await session.run(object, limits);
      } catch (error) {
        if (limits.signal?.aborted || !isWornOut(error)) throw error;
        deputy = startDeputy();
        return deputy.run(object, limits);
      }
    },
    async close() {
      await Promise.all([session.close(), deputy?.close()]);
    },
  };
}
