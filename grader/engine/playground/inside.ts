/** What runs in the container, and on what. */
export interface Inside {
  /** `[file, ...arguments]`; the shell where it is empty. */
  readonly command: readonly string[];
  /** Whether it has a terminal of its own; else it reads and writes the lab's own streams. */
  readonly terminal: boolean;
}

/**
 * The last word of all runtimes' `exec`. The container's own shell looks for the command, so every runtime says in the
 * same way, and with the same exit code, that there is none. Nothing here opens a file: it would be seen.
 */
const SCRIPT = '[ -d "$HOME" ] && cd "$HOME"; exec -- "$@"';

/** The command line for {@link Container.exec}: a home to write to, a terminal's name, a prompt that tells where one is. */
export function insideCommand({ command, terminal }: Inside, name: string): readonly string[] {
  const onTerminal = terminal ? [`TERM=${process.env.TERM ?? 'linux'}`, `PS1=${name}:\\w\\$ `] : [];
  const program = command.length > 0 ? command : ['sh'];
  return ['env', 'HOME=/root', ...onTerminal, 'sh', '-c', SCRIPT, 'sh', ...program];
}
