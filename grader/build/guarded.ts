import { executables } from './executables.ts';

export interface Guard {
  /** Options of util-linux' prlimit: `--core=0`, … Without any, it is not used. */
  readonly limits?: readonly string[];
  /** Further options of setpriv. */
  readonly privileges?: readonly string[];
}

/**
 * A command line that runs `command` under the kernel's own limits and lets it die with this process, however that
 * dies. Both tools replace themselves by what they start, so that it stays one process. Where one is missing, what it
 * does is left out.
 */
export async function guarded(
  command: readonly [string, ...string[]],
  { limits = [], privileges = [] }: Guard = {},
): Promise<readonly [string, ...string[]]> {
  const [[setpriv], [prlimit]] = await Promise.all([executables('setpriv'), executables('prlimit')]);
  const line = [
    ...(setpriv === undefined ? [] : [setpriv, ...privileges, '--pdeathsig', 'KILL']),
    ...(prlimit === undefined || limits.length === 0 ? [] : [prlimit, ...limits]),
    ...command,
  ];
  const [first = command[0], ...rest] = line;
  return [first, ...rest];
}
