import type { Diagnostic } from '../../model/artifact.ts';
import { LabError } from '../../model/error.ts';
import type { GoJob } from './go-job.ts';
import { API_MODULE, lineOf, OLDEST_GO_LINE, requiredVersion } from './go-mod.ts';

/** Go says so of what it may not download. */
const NOT_HERE = 'module lookup disabled by GOPROXY=off';
const TOO_NEW = /requires go >= (\S+) \(running go (\S+?)[;)]/;
/** Of an import that belongs to no module of go.mod, or to one without such a package. */
const NO_PACKAGE = /^cannot find module providing package (\S+): module lookup disabled/;
/** What Go would fetch, before it says that it may not: name and version. */
const FETCHED = /^go: downloading (\S+) (\S+)$/gm;
/** `github.com/x/y@v1.0.0: module lookup…` */
const WANTED = /([^\s:]+\.[^\s:]*\/[^\s:]+): module lookup disabled/;

const API_PACKAGE = `${API_MODULE}/wasmapi/go`;
const MEND =
  "do without it, or fetch it with `go mod download` in go.mod's folder; the lab downloads nothing";

/**
 * What is wrong with go.mod or the imports, where Go's output says that something of it is not on this machine.
 *
 * @param located The remarks in that output.
 * @throws LabError machine `no-headers` where it is the pinned module that is missing
 */
export function moduleProblem(
  job: GoJob,
  output: string,
  located: readonly Diagnostic[],
): readonly Diagnostic[] | undefined {
  const [, needed, running] = TOO_NEW.exec(output) ?? [];
  if (needed !== undefined) return [tooNew(job, needed, running ?? job.go.version)];
  if (!output.includes(NOT_HERE)) return undefined;
  const imports = located.flatMap((remark) => unknownPackage(job, remark) ?? []);
  if (imports.length > 0) return imports;
  const wanted = wantedModules(job, output, located);
  const others = wanted.filter((name) => !isOfApi(name)).map((name) => notHere(job, name));
  // Go asks for several at once, in any order.
  return others.length > 0 ? others.toSorted((a, b) => a.line - b.line) : [apiNotHere(job, wanted[0])];
}

/** An import that Go finds no module for, where it stands. */
function unknownPackage(job: GoJob, remark: Diagnostic): Diagnostic | undefined {
  const name = NO_PACKAGE.exec(remark.message)?.[1];
  if (name === undefined) return undefined;
  if (!isOfApi(name)) return { ...remark, message: `${name} is not in Go's module cache; ${MEND}` };
  if (name === API_PACKAGE || requiredVersion(job.goMod.text) === undefined) return notRequired(job);
  return { ...remark, message: `the gadget API has no package ${name}; its package is ${API_PACKAGE}` };
}

/** True for the module with its version, and for all below it. */
function isOfApi(name: string): boolean {
  return name.startsWith(`${API_MODULE}@`) || name.startsWith(`${API_MODULE}/`) || name === API_MODULE;
}

/** `github.com/x/y@v1.0.0`, of each module that is not here. */
function wantedModules(job: GoJob, output: string, located: readonly Diagnostic[]): readonly string[] {
  const fetched = [...output.matchAll(FETCHED)].map(([, name, version]) => `${name}@${version}`);
  if (fetched.length > 0) return fetched;
  const wanted = WANTED.exec(output)?.[1];
  if (wanted !== undefined) return [wanted];
  // Of a version that is none, such as `latest`, Go tells the line alone.
  const lines = job.goMod.text.split('\n');
  const requirements = located.filter(({ file }) => file === job.goMod.file);
  return requirements.map(({ line }) => {
    const [name, version] = (lines[line - 1] ?? '')
      .trim()
      .replace(/^require\s+/, '')
      .split(/\s+/);
    return `${name}@${version}`;
  });
}

/** @param wanted With the version that Go looked for: a `replace` may say another than the requirement. */
function apiNotHere(job: GoJob, wanted: string | undefined): Diagnostic {
  const version = wanted?.split('@')[1] ?? requiredVersion(job.goMod.text);
  if (version === undefined) return notRequired(job);
  if (version !== job.pinned) return otherVersion(job, version);
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
  const message = `go.mod does not require the gadget API; add \`require ${API_MODULE} ${job.pinned}\``;
  return problem(job, 0, message);
}

function otherVersion(job: GoJob, version: string): Diagnostic {
  const lines = job.goMod.text.split('\n');
  const line = lines.findIndex((text) => text.includes(API_MODULE) && text.includes(version)) + 1;
  const mend = `write ${job.pinned}, the version of the course`;
  return problem(job, line, `${version} of the gadget API is not on this machine; ${mend}`);
}

function notHere(job: GoJob, wanted: string): Diagnostic {
  const [name = wanted] = wanted.split('@');
  const line = job.goMod.text.split('\n').findIndex((text) => text.includes(name)) + 1;
  return problem(job, line, `${wanted} is not in Go's module cache; ${MEND}`);
}

function problem(job: GoJob, line: number, message: string): Diagnostic {
  const column = line === 0 ? 0 : 1;
  return { file: job.goMod.file, line, column, severity: 'error', category: 'Go module', message };
}
