import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findCompiler } from '../grader/build/compiler.ts';
import { includeFlags, languageFlags } from '../grader/build/flags.ts';
import { findHeaders } from '../grader/build/headers.ts';
import { hostArchitecture } from '../grader/build/host.ts';
import { headerModule, moduleFlags } from '../grader/build/vmlinux.ts';
import { runc } from '../grader/engine/container/runc.ts';
import { openerPath } from '../grader/engine/opener.ts';
import { type Figure, sample } from './table.ts';
import { makeWorkspace } from './workspace.ts';

const run = promisify(execFile);

export async function bareNode(rounds: number): Promise<Figure> {
  return sample('node -e 0', rounds, () => run(process.execPath, ['-e', '0']));
}

/** clang alone, with the precompiled header, on the same source. */
export async function bareClang(rounds: number): Promise<Figure> {
  const workspace = await makeWorkspace();
  const [compiler, headers] = await Promise.all([findCompiler(), findHeaders()]);
  const architecture = hostArchitecture();
  const module = await headerModule(compiler, headers, architecture);
  if (!module) throw new Error('no precompiled header');
  const flags = [
    ...languageFlags(architecture),
    ...includeFlags(headers, architecture),
    ...moduleFlags(module),
    ...['-c', join(workspace.directory, 'program.bpf.c'), '-o', join(workspace.directory, 'gadget.o')],
  ];
  try {
    return await sample('clang with the precompiled header', rounds, () => run(compiler.path, flags));
  } finally {
    await workspace.remove();
  }
}

/** A container of ours, started and removed. */
export async function bareRunc(rounds: number): Promise<Figure[]> {
  const starts: number[] = [];
  const removals: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const directory = await mkdtemp(join(tmpdir(), 'lab-bench-'));
    const context = { session: `bench-${process.pid}`, directory, opener: openerPath() };
    try {
      starts.push(...(await sample('', 1, () => runc.start(context, `round${round}`))).samples);
    } finally {
      removals.push(...(await sample('', 1, () => runc.removeAll(context))).samples);
      await rm(directory, { recursive: true, force: true });
    }
  }
  return [
    { name: 'runc: start', samples: starts },
    { name: 'runc: removal', samples: removals },
  ];
}
