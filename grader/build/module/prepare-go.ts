import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Diagnostic } from '../../model/artifact.ts';
import { type BuildFile, remark } from '../build-file/build-file.ts';
import { findHeaders } from '../headers.ts';
import { readInside } from '../inside.ts';
import { LARGEST_SOURCE } from '../source.ts';
import { moduleCacheOf } from './environment.ts';
import { findGo } from './go.ts';
import { at } from './go-failure.ts';
import type { GoJob } from './go-job.ts';
import { API_MODULE, OLDEST_GO_LINE, readGoMod } from './go-mod.ts';

/** A job for Go, or what is missing in the workspace for one. */
export type PreparedGo =
  | { readonly kind: 'job'; readonly job: GoJob }
  | { readonly kind: 'unusable'; readonly diagnostic: Diagnostic };

interface Request {
  readonly directory: string;
  readonly buildFile: BuildFile;
  readonly source: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads what Go is to build and finds what it builds with.
 * @throws LabError machine `no-go`, `no-headers`, `no-libbpf-headers`
 */
export async function prepareGo({ directory, buildFile, source, ...limits }: Request): Promise<PreparedGo> {
  const file = await readInside(directory, source, LARGEST_SOURCE);
  if (file.kind !== 'file') {
    const why = file.kind === 'missing' ? 'is not there' : file.why;
    return unusable(remark('error', `\`wasm\` names ${source}, which ${why}`, buildFile.places.wasm));
  }
  const workspace = await realpath(directory);
  // Go looks for go.mod from where the folder really is.
  const folder = relative(workspace, await realpath(join(directory, dirname(source))));
  const reading = await readGoMod(workspace, join(folder, basename(source)));
  const [go, headers] = await Promise.all([findGo(), findHeaders()]);
  const pinned = headers.version.slice(headers.version.lastIndexOf('@') + 1);
  if (reading.kind === 'unusable') return unusable(at(reading.file, 0, `${reading.file} ${reading.why}`));
  if (reading.kind === 'missing') return unusable(noGoMod(source, pinned));
  const moduleCache = moduleCacheOf(headers);
  const job = {
    workspace,
    source,
    content: file.bytes,
    goMod: reading.goMod,
    go,
    moduleCache,
    pinned,
    ...limits,
  };
  return { kind: 'job', job };
}

function unusable(diagnostic: Diagnostic): PreparedGo {
  return { kind: 'unusable', diagnostic };
}

function noGoMod(source: string, pinned: string): Diagnostic {
  const file = join(dirname(source), 'go.mod');
  const lines = `\`module main\`, \`${OLDEST_GO_LINE}\` and \`require ${API_MODULE} ${pinned}\``;
  return at(file, 0, `there is no ${file}; write one with the lines ${lines}`);
}
