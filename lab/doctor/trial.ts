import type { EngineChild } from '../../grader/engine/child.ts';
import type { Reply } from '../../grader/engine/session/messages.ts';
import { LabError } from '../../grader/model/error.ts';
import type { Scenario } from '../../grader/model/scenario.ts';
import { broken, type Finding, missing, ok, untested } from './finding.ts';
import { advice, packages, SETUP } from './mend.ts';
import { type Rights, rootPrefix, withoutRights } from './rights.ts';

/** How it went to bring up, on this kernel, all that a check needs. */
export type Trial =
  /** The witness was loaded and attached, and programs ran in containers. */
  | { readonly kind: 'passed'; readonly runtime: string }
  | { readonly kind: 'failed'; readonly error: LabError }
  | { readonly kind: 'untested'; readonly finding: Finding };

/** A container that is new to docker may have to be imported first (ms). */
const TRIAL_LIMIT_MS = 5000;
/** Two containers and a process on the host, which open nothing. */
const NOTHING: Scenario = { seed: 0, users: [], phases: [], noise: [] };

/**
 * Lets the engine come up as for a check: mount namespace, tracefs, witness, containers. Instead of a gadget it is given
 * no bytes at all: when it refuses those, everything before has worked. Everything is released again.
 */
export async function tryEngine(rights: Rights): Promise<Trial> {
  if (rootPrefix(rights) === undefined) return { kind: 'untested', finding: withoutRights(rights) };
  const { startChild } = await import('../../grader/engine/child.ts');
  try {
    const child = startChild();
    child.send({ type: 'prepare', scenario: NOTHING, container: 'auto' });
    child.send({ type: 'capture', object: new Uint8Array() });
    const trial = await Promise.race([hear(child), tooSlow()]);
    // Not awaited: what it holds is released while the report is read, and the process ends after it.
    void child.close();
    return trial;
  } catch (error) {
    if (error instanceof LabError) return { kind: 'failed', error };
    throw error;
  }
}

async function hear(child: EngineChild): Promise<Trial> {
  for (let reply = await child.next(); reply; reply = await child.next()) {
    const trial = read(reply);
    if (trial) return trial;
  }
  const { childFailed } = await import('../../grader/engine/host.ts');
  return { kind: 'failed', error: childFailed(await child.ended) };
}

function read(reply: Reply): Trial | undefined {
  if (reply.type === 'refused') return { kind: 'passed', runtime: reply.container };
  if (reply.type !== 'error') return undefined;
  const { kind, code, message, hint } = reply.error;
  return { kind: 'failed', error: new LabError({ kind, code, message, hint }) };
}

function tooSlow(): Promise<Trial> {
  const finding = untested(`the engine did not come up within ${TRIAL_LIMIT_MS / 1000} s`);
  return new Promise((resolve) => {
    setTimeout(() => resolve({ kind: 'untested', finding }), TRIAL_LIMIT_MS).unref();
  });
}

const LOADED = 'tried: the witness was loaded and attached';
const ABOUT_CONTAINERS = new Set(['container-failed', 'trigger-failed']);

/** Whether eBPF can be loaded and attached here. */
export function ebpfFinding(trial: Trial): Finding {
  if (trial.kind === 'untested') return trial.finding;
  if (trial.kind === 'passed') return ok(LOADED);
  const { code, message, hint } = trial.error;
  // The engine waits for both and names the witness's trouble first.
  if (ABOUT_CONTAINERS.has(code)) return ok(LOADED);
  if (code === 'no-container-runtime')
    return untested('the engine does not come up without a container runtime');
  const mend = hint === undefined ? undefined : code.startsWith('native-') ? SETUP : advice(hint);
  return broken(message, mend);
}

/** Whether a container can be started here; with which runtime is the engine's choice. */
export function containersFinding(trial: Trial): Finding {
  if (trial.kind === 'untested') return trial.finding;
  if (trial.kind === 'passed') return ok(`tried: two were started with ${trial.runtime}`);
  const { code, message, hint } = trial.error;
  if (code === 'no-container-runtime') return missing(message, packages('runc'));
  if (!ABOUT_CONTAINERS.has(code)) return untested('the engine did not get so far');
  return broken(message, hint === undefined ? undefined : advice(hint));
}
