import { isatty } from 'node:tty';
import type { ContainerChoice } from '../../grader/engine/engine.ts';
import { play, throughSudo, wearLeash } from '../../grader/engine/playground/index.ts';
import { interrupted } from '../terminal/interrupt.ts';
import { type Painter, painterFor } from '../terminal/paint.ts';
import { createProgress } from '../terminal/progress.ts';

export interface BusyboxOptions {
  readonly container: ContainerChoice;
  readonly name?: string;
  /** Of the lab that started this one through sudo. */
  readonly leash?: string;
}

/** Gives back the exit code of what ran in the container. @throws LabError */
export async function playInBusybox(
  command: readonly string[],
  options: BusyboxOptions,
  signal: AbortSignal,
): Promise<number> {
  if (process.getuid?.() !== 0) return playAsRoot(command, options, signal);
  // Where only one of them is a terminal, somebody wants the bytes as they are. Not `process.stdin`, which would read.
  const terminal = isatty(0) && isatty(1);
  const progress = createProgress();
  progress.stage('starting a container');
  const onReady = (name: string): void => {
    progress.end();
    if (terminal && command.length === 0) process.stderr.write(welcome(name, painterFor(process.stderr)));
  };
  const { container, name } = options;
  const either = AbortSignal.any([signal, ...leashSignal(options)]);
  return play({ command, terminal, container, name, signal: either, onReady }).finally(progress.end);
}

function leashSignal({ leash }: BusyboxOptions): readonly AbortSignal[] {
  return leash === undefined ? [] : [wearLeash(leash, interrupted())];
}

function welcome(name: string, paint: Painter): string {
  return [
    `You are in the container ${paint('bold', name)}. In a second terminal, see its opens:`,
    `  ${paint('cyan', `lab run . -c ${name}`)}`,
    `${paint('cyan', 'exit')} ends the container and removes it.`,
    '',
  ].join('\n');
}

function playAsRoot(
  command: readonly string[],
  { container, name }: BusyboxOptions,
  signal: AbortSignal,
): Promise<number> {
  const named = name === undefined ? [] : ['--name', name];
  const words = (leash: string): readonly string[] => {
    return ['busybox', '--leash', leash, '--container', container, ...named, '--', ...command];
  };
  return throughSudo(process.argv[1] ?? '', words, signal);
}
