import { LabError } from '../../grader/model/error.ts';
import { ask, find, reason, versionIn } from './ask.ts';
import { broken, type Finding, missing, ok, tilde, untested } from './finding.ts';
import { advice, packages, SETUP } from './mend.ts';
import type { Rights } from './rights.ts';
import { docker } from './runtimes.ts';

export function skopeo(): Promise<Finding> {
  return program('skopeo', ['--version'], 'skopeo');
}

/** Debian's program, else the `registry` image under docker: the order of `lab registry start`. */
export async function registry(rights: Rights): Promise<Finding> {
  const own = await program('docker-registry', ['--version'], 'docker-registry');
  if (own.status !== 'missing') return own;
  const engine = await docker(rights);
  if (engine.status === 'ok') return ok('by docker: the image registry:2');
  if (engine.status === 'untested')
    return untested(`docker-registry is not installed, and docker: ${engine.detail}`, own.mend);
  return missing('neither docker-registry nor a docker that could run one', own.mend);
}

/** The search of the builds: LAB_GO, the one that set-up chose, then the PATH. */
export async function go(): Promise<Finding> {
  const { findGo } = await import('../../grader/build/index.ts');
  try {
    const { path, version } = await findGo();
    return ok(`${version}, ${tilde(path)}`, version);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    if (process.env.LAB_GO) return broken(error.message, advice('unset LAB_GO, or name another Go in it'));
    return (await find('go')) === undefined
      ? missing('there is none', SETUP)
      : broken(tilde(error.message), SETUP);
  }
}

/** A program that says its version when asked. */
export async function program(name: string, args: readonly string[], packageName: string): Promise<Finding> {
  const path = await find(name);
  if (path === undefined) return missing('it is not installed', packages(packageName));
  const outcome = await ask(path, ...args);
  if (outcome.end === 'timedOut') return untested(reason(outcome));
  const version = versionIn(outcome.stdout || outcome.stderr);
  if (outcome.code === 0) return ok(`${version ? `${version}, ` : ''}${tilde(path)}`, version);
  return broken(`${tilde(path)} does not work: ${reason(outcome)}`, packages(packageName));
}
