import { showName } from '../../../text.ts';
import type { GoSource } from '../../source/go-source.ts';
import { API_NAMES, API_PATH } from '../api.ts';
import { near } from '../near.ts';
import { type Explanation, type GoError, goRule } from './first-error.ts';

const STANDARD = [
  ...['bufio', 'bytes', 'cmp', 'errors', 'fmt', 'io', 'log', 'maps', 'math', 'os', 'reflect', 'regexp'],
  ...['runtime', 'slices', 'sort', 'strconv', 'strings', 'sync', 'syscall', 'time', 'unicode', 'unsafe'],
];

export const goMissingImport = goRule({
  id: 'go-missing-import',
  meaning: 'The module uses a package that it does not import, or imports one that does not exist.',
  example: {
    code: 'import (\n\tapi "github.com/inspektor-gadget/inspektor-gadget/wasmapi/go"\n)\n…\nstrings.Join(words, "|")',
    message: 'The package `strings` is used here and not imported. Put `"strings"` into the list of imports.',
  },
  explain: (error, source) => notImported(error, source) ?? notThere(error, source),
});

/** Whether an unknown name is one of a package: its things are used with a point, and no variable is called alike. */
export function isPackage(name: string, error: GoError, source: GoSource): boolean {
  const used = usedOf(name, error, source);
  if (pathIn(name, error) !== undefined || (used !== undefined && API_NAMES.includes(used))) return true;
  const names = source.names.map((own) => own.name);
  return used !== undefined && near(name, names) === undefined;
}

/** `Join` of `strings.Join`, where that is what Go complains of. */
function usedOf(name: string, { line, column }: GoError, { lines }: GoSource): string | undefined {
  const text = Buffer.from(lines[line - 1] ?? '')
    .subarray(column - 1)
    .toString();
  return new RegExp(`^${name}\\.([A-Z]\\w*)`).exec(text)?.[1];
}

/** What the build found out about the name. */
function pathIn(name: string, { all }: GoError): string | undefined {
  const note = all.find(({ message }) => message.startsWith(`${name} is a package whose import is missing`));
  return /`(.+)`/.exec(note?.message ?? '')?.[1] ?? (STANDARD.includes(name) ? `"${name}"` : undefined);
}

function notImported(error: GoError, source: GoSource): Explanation | undefined {
  const [, name] = /^undefined: (\w+)$/.exec(error.message) ?? [];
  if (name === undefined || !isPackage(name, error, source)) return undefined;
  const used = usedOf(name, error, source) ?? '';
  const isApi = pathIn(name, error)?.includes(API_PATH) ?? API_NAMES.includes(used);
  const other = isApi ? source.imports.find(({ path }) => path === API_PATH) : undefined;
  if (other !== undefined) {
    const called = other.name === 'go' ? 'api' : other.name;
    return {
      message: `\`${showName(name)}\` is not what the package is called here: that is \`${showName(called)}\`, by the import in line ${other.line}.`,
    };
  }
  const misspelt = near(
    name,
    source.imports.map((own) => own.name),
  );
  if (misspelt !== undefined && pathIn(name, error) === undefined)
    return {
      message: `There is no package \`${showName(name)}\` here. Did you mean \`${showName(misspelt)}\`?`,
    };
  const path = pathIn(name, error) ?? `"${name}"`;
  return {
    message: `The package \`${showName(name)}\` is used here and not imported. Put \`${path}\` into the list of imports.`,
  };
}

/** `package string is not in std (…)` */
function notThere({ message }: GoError, source: GoSource): Explanation | undefined {
  const [, path] = /^package (\S+) is not in std/.exec(message) ?? [];
  if (path === undefined) return undefined;
  const likely = near(path, STANDARD);
  const mend = likely === undefined ? 'Take it out of the imports.' : `Did you mean \`"${likely}"\`?`;
  const place = source.imports.find((own) => own.path === path);
  return { message: `Go has no package \`"${showName(path)}"\`. ${mend}`, ...(place && { place }) };
}

export const goUnusedImport = goRule({
  id: 'go-unused-import',
  meaning: 'The module imports a package and does not use it.',
  example: {
    code: 'import (\n\t"fmt"\n\t"strings"\n)',
    message:
      '`"fmt"` is imported and nothing of it is used, which Go does not accept. Take the line out, or use it.',
  },
  explain: ({ message }) => {
    const [, path] = /^"(.+)" imported (?:as \S+ )?and not used$/.exec(message) ?? [];
    if (path === undefined) return undefined;
    return {
      message: `\`"${showName(path)}"\` is imported and nothing of it is used, which Go does not accept. Take the line out, or use it.`,
    };
  },
});
