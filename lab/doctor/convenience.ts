import { access, constants } from 'node:fs/promises';
import { find } from './ask.ts';
import { broken, type Finding, missing, ok, tilde } from './finding.ts';
import { advice, packages } from './mend.ts';
import { program } from './sharing.ts';

/** For the engine `vm`. */
export function qemu(): Promise<Finding> {
  return process.arch === 'arm64'
    ? program('qemu-system-aarch64', ['--version'], 'qemu-system-arm')
    : program('qemu-system-x86_64', ['--version'], 'qemu-system-x86');
}

export function git(): Promise<Finding> {
  return program('git', ['--version'], 'git');
}

export function editor(): Promise<Finding> {
  // As lab/terminal/editor.ts chooses.
  const variable = process.env.VISUAL?.trim() ? 'VISUAL' : 'EDITOR';
  const usual = ['sensible-editor', 'code', 'nano', 'vim', 'vi'];
  return chosen(process.env[variable], usual, { variable, packageName: 'nano' });
}

export function pager(): Promise<Finding> {
  // As lab/terminal/pager.ts chooses.
  return chosen(process.env.PAGER, ['less'], { variable: 'PAGER', packageName: 'less' });
}

/** What the user's variable names, else the first of the usual ones. */
async function chosen(
  wish: string | undefined,
  usual: readonly string[],
  { variable, packageName }: { readonly variable: string; readonly packageName: string },
): Promise<Finding> {
  if (wish?.trim()) {
    // `code --wait`: the first word is the program.
    const [name = wish] = wish.trim().split(/\s+/);
    if (name.includes('/') ? await isThere(name) : (await find(name)) !== undefined)
      return ok(`${tilde(wish)} ($${variable})`);
    return broken(`$${variable} names ${wish}, which is not there`, advice(`export ${variable}=…`));
  }
  for (const name of usual) {
    const path = await find(name);
    if (path !== undefined) return ok(`${path} ($${variable} is not set)`);
  }
  return missing(`$${variable} is not set, and none of ${usual.join(', ')} is there`, packages(packageName));
}

function isThere(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
