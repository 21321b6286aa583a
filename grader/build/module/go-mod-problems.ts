import type { Diagnostic } from '../../model/artifact.ts';
import { LabError } from '../../model/error.ts';
import type { GoJob } from './go-job.ts';
import { API_MODULE, lineOf, OLDEST_GO_LINE, requiredVersion } from './go-mod.ts';

/** Go says so of what it may not download. */
const NOT_HERE = 'module lookup disabled by GOPROXY=off';
const TOO_NEW = /requires go >= (\S+) \(running go (\S+?)[;)]/;
/** `github.com/x/y@v1.0.0: module lookup…`, `…module providing package github.com/x/y: module lookup…` */
const WANTED = /([^\s:]+\.[^\s:]*\/[^\s:]+): module lookup disabled/;

/**
 * What is wrong with go.mod, where Go's output says that something of it is not on this machine.
 * @throws LabError machine `no-headers` where it is the pinned module that is missing
 */
export function moduleProblem(job: GoJob, output: string): readonly Diagnostic[] | undefined {
  const [, needed, running] = TOO_NEW.exec(output) ?? [];
  if (needed !== undefined) return [tooNew(job, needed, running ?? job.go.version)];
  if (!output.includes(NOT_HERE)) return undefined;
  const version = requiredVersion(job.goMod.text);
  const wanted = WANTED.exec(output)?.[1];
  if (wanted !== undefined && !wanted.startsWith(API_MODULE)) return [notHere(job, wanted)];
  if (version === undefined) return [notRequired(job)];
  if (version !== job.pinned) return [otherVersion(job, version)];
  throw new LabError({
    kind: 'machine',
    code: 'no-headers',
    message: `${API_MODULE}@${version} is not complete in Go's module cache.`,
    hint: 'Run `npm run setup`, which downloads it.',
  });
}

function tooNew(job: GoJob, needed: string, running: string): Diagnostic {
  const line = lineOf(job.goMod.text, /^[ \t]*go[ \t]/);
  const text = `this asks for Go ${needed}, and Go ${running} is here; write \`${OLDEST_GO_LINE}\``;
  return problem(job, line, text);
}

function notRequired(job: GoJob): Diagnostic {
  return problem(
    job,
    0,
    `go.mod does not require the gadget API; add \`require ${API_MODULE} ${job.pinned}\``,
  );
}

function otherVersion(job: GoJob, version: string): Diagnostic {
  const line = lineOf(job.goMod.text, new RegExp(`${API_MODULE}[ \\t]+v`));
  const mend = `write ${job.pinned}, the version of the course`;
  return problem(job, line, `${version} of the gadget API is not on this machine; ${mend}`);
}

function notHere(job: GoJob, wanted: string): Diagnostic {
  const [name = wanted] = wanted.split('@');
  const line = job.goMod.text.split('\n').findIndex((text) => text.includes(name)) + 1;
  const mend =
    "do without it, or fetch it with `go mod download` in go.mod's folder; the lab downloads nothing";
  return problem(job, line, `${wanted} is not in Go's module cache; ${mend}`);
}

function problem(job: GoJob, line: number, message: string): Diagnostic {
  const column = line === 0 ? 0 : 1;
  return { file: job.goMod.file, line, column, severity: 'error', category: 'Go module', message };
}
