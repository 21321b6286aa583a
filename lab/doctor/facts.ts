import { readFile } from 'node:fs/promises';
import { machine, release } from 'node:os';
import { clean } from '../../grader/report/text.ts';
import { wantsColor } from '../terminal/paint.ts';
import { commitOf } from './commit.ts';
import * as compiling from './compiling.ts';
import { git, qemu } from './convenience.ts';
import { type Finding, tilde } from './finding.ts';
import { limited } from './limit.ts';
import { addon } from './loading.ts';
import { findRights } from './rights.ts';
import * as runtimes from './runtimes.ts';
import { go, program, skopeo } from './sharing.ts';

/** One line of a bug report. */
export type Fact = readonly [name: string, value: string];

/**
 * What a bug report needs to know of this machine: versions, and no word of who uses it. Of what does not work there
 * is only that: the words of a program's error could name a user, a machine or a folder.
 */
export async function machineFacts(): Promise<readonly Fact[]> {
  const [commit, system, versions] = await Promise.all([commitOf(), systemName(), programVersions()]);
  const facts: readonly Fact[] = [
    ['commit', commit ?? 'unknown'],
    ['node', process.versions.node],
    ['os', system],
    ['kernel', release()],
    ['arch', machine()],
    ...versions,
    ['terminal', terminal()],
    ['locale', process.env.LC_ALL || process.env.LC_CTYPE || process.env.LANG || 'not set'],
  ];
  return facts.map(([name, value]) => [name, tilde(clean(value))]);
}

async function programVersions(): Promise<readonly Fact[]> {
  const rights = await findRights();
  const probes: readonly (readonly [string, () => Promise<Finding>])[] = [
    ['clang', compiling.clang],
    ['libbpf', addon],
    ['go', go],
    ['ig-headers', compiling.gadgetHeaders],
    ['runc', runtimes.runc],
    ['docker', () => runtimes.docker(rights)],
    ['podman', () => runtimes.podman(rights)],
    ['skopeo', skopeo],
    ['registry', () => program('docker-registry', ['--version'], 'docker-registry')],
    ['qemu', qemu],
    ['git', git],
  ];
  return Promise.all(probes.map(async ([name, probe]) => [name, versionOf(await limited(probe))] as const));
}

const WITHOUT_VERSION: Readonly<Record<Finding['status'], string>> = {
  ok: 'there',
  missing: 'not there',
  broken: 'there, does not work',
  untested: 'not known',
};

function versionOf({ status, version }: Finding): string {
  return version ?? WITHOUT_VERSION[status];
}

/** os-release(5) */
async function systemName(): Promise<string> {
  const file = await readFile('/etc/os-release', 'utf8').catch(() =>
    readFile('/usr/lib/os-release', 'utf8').catch(() => ''),
  );
  return /^PRETTY_NAME=(["']?)(.*)\1$/m.exec(file)?.[2] ?? 'unknown';
}

function terminal(): string {
  const { stdout } = process;
  if (!stdout.isTTY) return `none (TERM=${process.env.TERM ?? ''})`;
  const colours = wantsColor(stdout) ? `${2 ** stdout.getColorDepth()} colours` : 'no colours';
  return `TERM=${process.env.TERM ?? ''}, ${stdout.columns} columns, ${colours}`;
}
