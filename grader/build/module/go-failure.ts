import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../model/artifact.ts';
import type { RunOutcome } from '../run.ts';
import { GO_MEMORY_LIMIT, type GoPlaces, MODULE_LIMIT } from './compile-go.ts';
import type { GoJob } from './go-job.ts';
import { API_MODULE, lineOf } from './go-mod.ts';
import { moduleProblem } from './go-mod-problems.ts';
import { parseGoOutput } from './go-output.ts';

const MIB = 1024 ** 2;

/** Why there is no module: Go's own errors, or what became of Go where it could not give any. */
export function describeGoFailure(job: GoJob, run: RunOutcome, places: GoPlaces): readonly Diagnostic[] {
  const death = causeOfDeath(job, run);
  if (death !== undefined) return [at(job.source, 0, death)];
  const { diagnostics, rest } = parseGoOutput(run.stderr, places);
  const module = moduleProblem(job, run.stderr, diagnostics);
  if (module !== undefined) return [...diagnostics.filter((one) => !isAboutModules(one)), ...module];
  if (diagnostics.some(({ severity }) => severity === 'error')) return diagnostics;
  return [...diagnostics, unlocated(job, run, rest)];
}

/** Go words these for its own command line. */
function isAboutModules({ message }: Diagnostic): boolean {
  return message.includes('GOPROXY=off') || message.includes('GOTOOLCHAIN=local');
}

function causeOfDeath(job: GoJob, { end, signal, stderr }: RunOutcome): string | undefined {
  if (end === 'timedOut')
    return `Go was stopped after ${job.timeoutMs / 1000} s; look for a huge constant or type`;
  if (end === 'unstartable') return `${job.go.path} could not be started in this folder`;
  if (/out of memory|cannot allocate memory/.test(stderr)) {
    return `Go ran out of memory (${GO_MEMORY_LIMIT / MIB} MiB); look for a huge constant or variable`;
  }
  if (/file too large|data too large/.test(stderr)) {
    return `the module would be larger than ${MODULE_LIMIT / MIB} MiB; look for a huge variable`;
  }
  return signal === undefined ? undefined : `Go was ended by ${signal}`;
}

/** Go refuses a few things without saying where. */
function unlocated(job: GoJob, { code }: RunOutcome, rest: readonly string[]): Diagnostic {
  const source = job.content.toString('utf8');
  const text = rest.join('\n');
  if (text.includes('no Go source files') && /^import\s+"C"|^\s+"C"\s*$/m.test(source)) {
    return at(job.source, lineOf(source, /"C"/), 'cgo is not possible in a WASM module: remove `import "C"`');
  }
  if (text.includes('exactly one main package')) {
    return at(job.source, lineOf(source, /^\s*package\s/), 'a module must be `package main`');
  }
  if (text.includes('missing module declaration')) {
    return at(job.goMod.file, 1, 'the line with the name of the module is missing: write `module main`');
  }
  const mismatch = /verifying (\S+)@\S+: checksum mismatch/.exec(text)?.[1];
  if (mismatch !== undefined) return wrongSum(job, mismatch);
  const message = rest
    .slice(0, 3)
    .map((line) => line.replace(/^go: /, '').trim())
    .join('; ');
  const isOfModule = text.includes('go.mod') || text.includes(API_MODULE);
  return at(
    isOfModule ? job.goMod.file : job.source,
    0,
    message || `Go ended with code ${code} and said nothing`,
  );
}

function wrongSum({ goMod }: GoJob, module: string): Diagnostic {
  const line = goMod.privateSum.split('\n').findIndex((text) => text.startsWith(`${module} `)) + 1;
  const message = `the sum of ${module} is not that of the one in Go's module cache; remove the line`;
  return at(join(dirname(goMod.file), 'go.sum'), line, message);
}

/** An error at the beginning of a line; line 0: about the whole file. */
export function at(file: string, line: number, message: string): Diagnostic {
  return { file, line, column: line === 0 ? 0 : 1, severity: 'error', category: 'Go', message };
}
