import { existsSync } from 'node:fs';
import { isOnPath } from '../../grader/engine/container/command.ts';
import { projectRoot } from '../../grader/model/project.ts';
import { commandLine } from '../terminal/command-line.ts';

/** What mends a finding: packages of the system, the lab's own set-up, any command, or something only a person can do. */
export type Mend =
  | { readonly kind: 'packages'; readonly names: readonly string[] }
  | { readonly kind: 'setup' }
  | { readonly kind: 'command'; readonly words: readonly string[] }
  | { readonly kind: 'advice'; readonly text: string };

/** `[file, ...arguments]`, run in the project's folder. */
export type Command = readonly [file: string, ...args: string[]];

export const SETUP: Mend = { kind: 'setup' };

/** Debian's and Ubuntu's names. */
export function packages(...names: readonly string[]): Mend {
  return { kind: 'packages', names };
}

export function advice(text: string): Mend {
  return { kind: 'advice', text };
}

/** As root whoever runs it. */
export function asRoot(...words: readonly string[]): readonly string[] {
  return process.getuid?.() === 0 ? words : ['sudo', ...words];
}

/** The command to paste into a shell, or what to do. */
export function mendText(mend: Mend): string {
  switch (mend.kind) {
    case 'packages':
      return hasApt()
        ? commandLine(install(mend.names))
        : `install ${mend.names.join(', ')} with this system's package manager`;
    case 'setup':
      return commandLine(['npm', ...inProject(), 'run', 'setup']);
    case 'command':
      return commandLine(mend.words);
    case 'advice':
      return mend.text;
  }
}

/**
 * The commands that do all of it, each thing once: packages first, as set-up builds with them. What only a person can
 * do is left out.
 */
export function fixCommands(mends: readonly Mend[]): readonly Command[] {
  const names = [...new Set(mends.flatMap((mend) => (mend.kind === 'packages' ? mend.names : [])))];
  const own = mends.flatMap((mend) => (mend.kind === 'command' ? [mend.words] : []));
  const all = [
    ...(names.length > 0 && hasApt() ? [install(names), ...silence(names)] : []),
    ...own,
    // The user has agreed to what is shown; set-up need not ask again.
    ...(mends.some(({ kind }) => kind === 'setup') ? [['npm', 'run', 'setup', '--', '--yes']] : []),
  ];
  return [...new Map(all.map((words) => [words.join('\0'), words])).values()].flatMap(([file, ...args]) =>
    file === undefined ? [] : [[file, ...args] as const],
  );
}

function install(names: readonly string[]): readonly string[] {
  return asRoot('apt-get', 'install', '--yes', ...names);
}

/** Debian's package starts a registry that listens to everybody; the lab starts its own, on loopback, when it needs one. */
function silence(names: readonly string[]): readonly (readonly string[])[] {
  if (!names.includes('docker-registry') || !existsSync('/run/systemd/system')) return [];
  return [asRoot('systemctl', 'disable', '--now', 'docker-registry.service')];
}

function hasApt(): boolean {
  return isOnPath('apt-get') || existsSync('/usr/bin/apt-get');
}

/** npm finds the project by the folder that it is in. */
function inProject(): readonly string[] {
  return process.cwd() === projectRoot ? [] : ['--prefix', projectRoot];
}
