import { nearest } from '../../course/nearest.ts';
import type { Diagnostic } from '../../model/artifact.ts';
import type { Entry } from '../yaml-mapping.ts';
import { type BuildFile, DEFAULTS, KEYS, type Key, remark } from './build-file.ts';
import { checkFlags } from './cflags.ts';
import { checkName } from './names.ts';

/** What one entry gives: parts of the result, and remarks. */
type Reading = Partial<Pick<BuildFile, 'ebpfSource' | 'wasm' | 'metadata' | 'cflags'>> & {
  readonly diagnostics: readonly Diagnostic[];
};

/** Makes sense of build.yaml's entries. */
export async function interpret(directory: string, entries: readonly Entry[]): Promise<BuildFile> {
  const readings = await Promise.all(entries.map((entry) => readEntry(directory, entry)));
  const known = entries.filter(({ key }) => isKey(key));
  return {
    ...Object.assign({}, DEFAULTS, ...readings),
    exists: true,
    places: Object.fromEntries(known.map(({ key, place }) => [key, place])),
    diagnostics: readings.flatMap(({ diagnostics }) => diagnostics),
  };
}

async function readEntry(directory: string, entry: Entry): Promise<Reading> {
  const { key, text, type, place } = entry;
  if (!isKey(key)) return { diagnostics: [unknownKey(entry)] };
  if (key === 'cflags' && type === 'nothing') return { diagnostics: [] };
  if (text === undefined) {
    const wrong = type === 'nothing' ? `\`${key}\` is empty` : `\`${key}\` must be text, here is ${type}`;
    return { diagnostics: [remark('error', `${wrong}; ${example(key)}`, place)] };
  }
  return key === 'cflags' ? readFlags(directory, text, entry) : readName(directory, key, text, entry);
}

async function readFlags(directory: string, text: string, { place }: Entry): Promise<Reading> {
  const checked = await checkFlags(directory, text);
  if (checked.kind === 'usable') return { cflags: checked.flags, diagnostics: [] };
  return { diagnostics: checked.messages.map((message) => remark('error', message, place)) };
}

async function readName(
  directory: string,
  key: Exclude<Key, 'cflags'>,
  text: string,
  { place }: Entry,
): Promise<Reading> {
  const failed = (problem: string): Reading => ({
    diagnostics: [remark('error', `\`${key}\` ${problem}`, place)],
  });
  if (text.trim() === '') return failed(`is empty; ${example(key)}`);
  const checked = await checkName(directory, text);
  if (checked.kind === 'refused') return failed(`names ${JSON.stringify(text)}, which ${checked.why}`);
  const { name } = checked;
  if (name === '.' || name.endsWith('/')) return failed(`names a folder; ${example(key)}`);
  if (key === 'wasm') return { wasm: name, diagnostics: [] };
  if (key === 'metadata') return { metadata: name, diagnostics: [] };
  // clang would take another ending for another language, or for an object that is ready.
  if (!name.endsWith('.c')) return failed(`names ${JSON.stringify(text)}; a program's source ends in .c`);
  return { ebpfSource: name, diagnostics: [] };
}

function unknownKey({ key, keyPlace }: Entry): Diagnostic {
  const likely = nearest(key, KEYS);
  const known = KEYS.map((name) => `\`${name}\``).join(', ');
  const help = likely === undefined ? `the keys are ${known}` : `did you mean \`${likely}\`?`;
  return remark('warning', `\`${key}\` is no key of build.yaml and is ignored; ${help}`, keyPlace);
}

function example(key: Key): string {
  const values: Readonly<Record<Key, string>> = {
    ebpfsource: 'program.bpf.c',
    wasm: 'go/main.go',
    metadata: 'gadget.yaml',
    cflags: '-DDEBUG',
  };
  return `write, for example, \`${key}: ${values[key]}\`, or remove the line`;
}

function isKey(key: string): key is Key {
  return KEYS.some((known) => known === key);
}
