import { readInside } from '../../build/inside.ts';
import { type Entry, parseMapping } from '../../build/yaml-mapping.ts';
import { nearest } from '../../course/nearest.ts';
import type { Diagnostic } from '../../model/artifact.ts';
import { SHARE_FILE, type ShareFile } from '../../model/share.ts';

const KEYS = ['image', 'digest'] as const;
type Key = (typeof KEYS)[number];

/** Far above any share.yaml. */
const LARGEST = 64 * 1024;
const EMPTY: ShareFile = { exists: false, image: undefined, digest: undefined, places: {}, diagnostics: [] };

/** Reads what the learner says that they shared. Never throws for what is in the folder. */
export async function readShareFile(directory: string): Promise<ShareFile> {
  const file = await readInside(directory, SHARE_FILE, LARGEST);
  if (file.kind === 'missing') return EMPTY;
  const there = { ...EMPTY, exists: true };
  if (file.kind === 'unusable')
    return { ...there, diagnostics: [remark('error', `${SHARE_FILE} ${file.why}`)] };
  const text = file.bytes.toString('utf8');
  const parsed = await parseMapping(text, { name: SHARE_FILE, example: 'image: 127.0.0.1:5000/open' });
  if (parsed.kind === 'invalid') return { ...there, diagnostics: parsed.diagnostics };
  const { entries } = parsed;
  const known = entries.filter(({ key }) => isKey(key));
  return {
    exists: true,
    image: textOf(entries, 'image'),
    digest: textOf(entries, 'digest'),
    places: Object.fromEntries(known.map(({ key, place }) => [key, place])),
    diagnostics: entries.flatMap(remarksOn),
  };
}

function textOf(entries: readonly Entry[], wanted: Key): string | undefined {
  return entries.find(({ key }) => key === wanted)?.text?.trim() || undefined;
}

function remarksOn({ key, keyPlace, text, type, place }: Entry): readonly Diagnostic[] {
  if (!isKey(key)) return [unknownKey(key, keyPlace)];
  // A value that is still to be filled in is no mistake of its own: the checks say that it is missing.
  if (type === 'nothing') return [];
  if (text === undefined) return [remark('error', `\`${key}\` must be text, here is ${type}`, place)];
  return [];
}

function unknownKey(key: string, place: Entry['place']): Diagnostic {
  const likely = nearest(key, KEYS);
  const help = likely === undefined ? 'the keys are `image` and `digest`' : `did you mean \`${likely}\`?`;
  return remark('warning', `\`${key}\` is no key of ${SHARE_FILE} and is ignored; ${help}`, place);
}

function isKey(key: string): key is Key {
  return KEYS.some((known) => known === key);
}

function remark(severity: 'error' | 'warning', message: string, place?: Entry['place']): Diagnostic {
  const { line, column } = place ?? { line: 0, column: 0 };
  return { file: SHARE_FILE, line, column, severity, category: SHARE_FILE, message };
}
