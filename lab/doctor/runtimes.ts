import { existsSync } from 'node:fs';
import { docker as dockerRuntime, podman as podmanRuntime } from '../../grader/engine/container/docker.ts';
import { runc as runcRuntime } from '../../grader/engine/container/runc.ts';
import type { ContainerRuntime } from '../../grader/engine/container/runtime.ts';
import { ask, findForRoot, reason, shorten, versionIn } from './ask.ts';
import { broken, type Finding, missing, ok, untested } from './finding.ts';
import { advice, asRoot, type Mend, packages } from './mend.ts';
import { type Rights, rootPrefix } from './rights.ts';

export async function runc(): Promise<Finding> {
  const path = await findForRoot('runc');
  if (path === undefined)
    return missing((await runcRuntime.unavailable()) ?? 'it is not installed', packages('runc'));
  const outcome = await ask(path, '--version');
  const version = /^runc version (\S+)/m.exec(outcome.stdout)?.[1];
  if (version !== undefined) return ok(`${version}, ${path}`, version);
  return broken(`${path} does not answer like runc: ${reason(outcome)}`, packages('runc'));
}

export function docker(rights: Rights): Promise<Finding> {
  return engineOf(dockerRuntime, rights, {
    version: '{{.ServerVersion}}',
    install: packages('docker.io'),
    start: existsSync('/run/systemd/system')
      ? { kind: 'command', words: asRoot('systemctl', 'start', 'docker') }
      : advice('start its engine, dockerd'),
  });
}

export function podman(rights: Rights): Promise<Finding> {
  return engineOf(podmanRuntime, rights, {
    version: '{{.Version.Version}}',
    install: packages('podman'),
    start: advice('podman info says what is wrong'),
  });
}

interface Engine {
  /** Go template for `info --format`. */
  readonly version: string;
  readonly install: Mend;
  readonly start: Mend;
}

/** Whether the engine behind the command answers, and like the one it should be. */
async function engineOf(runtime: ContainerRuntime, rights: Rights, engine: Engine): Promise<Finding> {
  const { name } = runtime;
  const path = await findForRoot(name);
  if (path === undefined) return missing('it is not installed', engine.install);
  // The lab's own engine is root: what the user may not ask is asked as root.
  const [file = path, ...before] = [...(rootPrefix(rights) ?? []), path];
  const [unavailable, outcome] = await Promise.all([
    runtime.unavailable(),
    ask(file, ...before, 'info', '--format', engine.version),
  ]);
  const answer = outcome.stdout.trim();
  if (outcome.code === 0 && answer !== '') return answerFinding(path, answer);
  if (outcome.end === 'timedOut') return untested(reason(outcome));
  const why = shorten(reason(outcome));
  if (/permission denied/i.test(why)) return untested(`you may not ask its engine: ${why}`);
  return broken(
    unavailable === undefined ? `it answers oddly: ${why}` : `it does not answer: ${why}`,
    engine.start,
  );
}

function answerFinding(path: string, answer: string): Finding {
  const version = versionIn(answer);
  if (version !== undefined && version === answer) return ok(`${version}, ${path}`, version);
  return broken(`${path} answers with something else than a version: ${JSON.stringify(shorten(answer, 40))}`);
}
