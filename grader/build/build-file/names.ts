import { isAbsolute, normalize } from 'node:path';
import { LEADS_OUT, leadsOut } from '../inside.ts';

/** A name that can be used, or why not: the end of a sentence that began with the name. */
export type CheckedName =
  | { readonly kind: 'usable'; readonly name: string }
  | { readonly kind: 'refused'; readonly why: string };

/** Whether a name in build.yaml is one of a place in the workspace; what is there, if anything, is looked at later. */
export async function checkName(directory: string, name: string): Promise<CheckedName> {
  const why = lexicalProblem(name) ?? ((await leadsOut(directory, name)) ? LEADS_OUT : undefined);
  return why === undefined ? { kind: 'usable', name: normalize(name) } : { kind: 'refused', why };
}

function lexicalProblem(name: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\0-\x1f\x7f]/.test(name)) return 'has a control character in it';
  if (isAbsolute(name)) return 'is an absolute path; write it relative to the folder of build.yaml';
  const plain = normalize(name);
  if (plain === '..' || plain.startsWith('../')) {
    return 'leads out of the folder; only files in the folder of build.yaml, or below it, can be used';
  }
  return undefined;
}
