import type { Architecture } from '../flags.ts';
import { checkName } from './names.ts';
import { splitWords } from './split-words.ts';

/** Words that are passed to clang, or what is wrong with them. */
export type CheckedFlags =
  | { readonly kind: 'usable'; readonly flags: readonly string[] }
  | { readonly kind: 'refused'; readonly messages: readonly string[] };

const ARCHITECTURES: readonly Architecture[] = ['amd64', 'arm64'];

/** Code generation, language and dialect: nothing that loads code, names an output or reads files. */
const FEATURES =
  'builtin(?:-\\w+)?|common|delete-null-pointer-checks|exceptions|inline(?:-functions|-hint-functions)?|jump-tables|merge-all-constants|ms-extensions|optimize-sibling-calls|short-enums|signed-char|slp-vectorize|stack-protector|strict-aliasing|strict-enums|strict-overflow|unroll-loops|unsigned-char|vectorize|wrapv';
const HARMLESS = [
  /^-[DU][A-Za-z_]\w*(?:\(.*?\))?(?:=[\s\S]*)?$/,
  // `-Wp,`, `-Wa,` and `-Wl,` hand options on to other tools.
  /^-W(?![pal],)[\w+#=-]*$/,
  /^-O(?:[0-3sz]|fast)?$/,
  /^-g(?:[0-3]|dwarf(?:-[2-5])?|line-tables-only)?$/,
  /^-std=[\w+:]+$/,
  new RegExp(`^-f(?:no-)?(?:${FEATURES})$`),
  /^-m(?:cpu=(?:generic|probe|v[1-4])|(?:no-)?alu32)$/,
];
const ALLOWED =
  '-D, -U, -I and -include (inside the folder), -W…, -O…, -g…, -std=…, -mcpu=… and -f… for code generation';

/** Splits the value of `cflags` and lets only harmless options through: the folder may be a stranger's. */
export async function checkFlags(directory: string, text: string): Promise<CheckedFlags> {
  const split = splitWords(text);
  if (split.kind === 'unclosed') {
    return { kind: 'refused', messages: [`\`cflags\` has a ${split.quote} that nothing closes`] };
  }
  const flags = joinValues(split.words);
  const problems = await Promise.all(flags.map((flag) => problemOf(directory, flag)));
  const messages = problems.filter((problem) => problem !== undefined);
  return messages.length === 0 ? { kind: 'usable', flags } : { kind: 'refused', messages };
}

/** `@ARCH@` is `amd64` or `arm64`. */
export function forArchitecture(flags: readonly string[], architecture: Architecture): readonly string[] {
  return flags.map((flag) => flag.replaceAll('@ARCH@', architecture));
}

/** True if an option makes clang look for headers in more folders than usual. */
export function addsFolders(flags: readonly string[]): boolean {
  return flags.some((flag) => flag.startsWith('-I'));
}

/** `-D NAME` becomes `-DNAME`; `-include FILE` becomes `-includeFILE`: one word each, so that order cannot matter. */
function joinValues(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let open = false;
  for (const word of words) {
    if (open) joined.push(`${joined.pop() ?? ''}${word}`);
    else joined.push(word);
    open = !open && /^-(?:[DUI]|include)$/.test(word);
  }
  return joined;
}

async function problemOf(directory: string, flag: string): Promise<string | undefined> {
  const path = /^-(?:I|include)(?![-=])(.+)$/s.exec(flag)?.[1];
  if (path === undefined) {
    const harmless = ARCHITECTURES.every((name) => isHarmless(forArchitecture([flag], name)[0] ?? ''));
    return harmless ? undefined : `\`cflags\` has \`${flag}\`, which is not allowed; allowed are ${ALLOWED}`;
  }
  const names = ARCHITECTURES.map((architecture) => path.replaceAll('@ARCH@', architecture));
  const checked = await Promise.all(names.map((name) => checkName(directory, name)));
  const refused = checked.find((result) => result.kind === 'refused');
  return refused === undefined ? undefined : `\`cflags\` has \`${flag}\`, which ${refused.why}`;
}

function isHarmless(flag: string): boolean {
  return HARMLESS.some((pattern) => pattern.test(flag));
}
