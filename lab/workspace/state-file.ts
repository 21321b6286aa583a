import { readFile } from 'node:fs/promises';
import { LabError } from '../../grader/model/error.ts';
import { commandLine } from '../terminal/command-line.ts';
import { writeWhole } from './atomic.ts';
import { inWorkspace, type LockOptions } from './lock.ts';
import { statePath, type Workspace } from './place.ts';
import type { State } from './state.ts';
import { formatState, parseState } from './state-text.ts';

/** @throws LabError request `state-missing`, `state-damaged`, `state-newer`: each names the way out */
export async function readState(workspace: Workspace): Promise<State> {
  const text = await readFile(statePath(workspace), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw missing(workspace);
    throw unreadable(workspace, error);
  });
  const read = parseState(text);
  switch (read.kind) {
    case 'state':
      return read.state;
    case 'newer':
      throw newer(workspace, read.formatVersion);
    case 'damaged':
      throw damaged(workspace, read.why);
  }
}

/** Under the lock. */
export async function writeState(workspace: Workspace, state: State): Promise<void> {
  await writeWhole(workspace, statePath(workspace), formatState(state));
}

/** Reads, changes and writes in one go: of two commands at once neither loses what the other one noted. */
export function updateState(
  workspace: Workspace,
  options: LockOptions,
  change: (state: State) => State,
): Promise<State> {
  return inWorkspace(workspace, options, async () => {
    const before = await readState(workspace);
    const after = change(before);
    if (after !== before) await writeState(workspace, after);
    return after;
  });
}

const repair = ({ root }: Workspace): string =>
  `${commandLine(['lab', 'start', '--repair', root])} sets it aside and begins a new record; your files and all snapshots stay`;

function missing(workspace: Workspace): LabError {
  return new LabError({
    kind: 'request',
    code: 'state-missing',
    message: `The workspace ${workspace.root} has no ${statePath(workspace)}: its making was cut off.`,
    hint: `finish it: ${commandLine(['lab', 'start', workspace.root])}`,
  });
}

function damaged(workspace: Workspace, why: string): LabError {
  return new LabError({
    kind: 'request',
    code: 'state-damaged',
    message: `The record of your progress cannot be used: ${statePath(workspace)} ${why}.`,
    hint: repair(workspace),
  });
}

function newer(workspace: Workspace, formatVersion: number): LabError {
  return new LabError({
    kind: 'request',
    code: 'state-newer',
    message: `This workspace was last used by a newer lab (its record has version ${formatVersion}).`,
    hint: `update this one (git pull && npm run setup), or: ${repair(workspace)}`,
  });
}

function unreadable(workspace: Workspace, cause: NodeJS.ErrnoException): LabError {
  return new LabError({
    kind: 'machine',
    code: 'workspace-unreadable',
    message: `${statePath(workspace)} cannot be read (${cause.code}).`,
    hint: 'look at who owns it: ls -l .lab',
    cause,
  });
}
