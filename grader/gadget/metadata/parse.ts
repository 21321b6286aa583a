import type { Document, LineCounter } from 'yaml';
import { type Place, placeAt } from '../../build/place.ts';
import { tooDeepAt } from '../../build/yaml-depth.ts';
import type { Diagnostic } from '../../model/artifact.ts';
import { type GadgetMetadata, NO_METADATA } from './metadata.ts';
import { readParams } from './read-params.ts';
import { readSources } from './read-sources.ts';
import { Reader, TooMuch } from './reader.ts';

export interface ParsedMetadata {
  readonly metadata: GadgetMetadata;
  /** With an error among them the gadget is not to be run. */
  readonly diagnostics: readonly Diagnostic[];
}

const KEYS = [
  'name',
  'description',
  'homepageURL',
  'documentationURL',
  'sourceURL',
  'annotations',
  'datasources',
  'params',
  'paramDefaults',
  // Read elsewhere, or not at all; upstream's files have them.
  'programs',
  'operators',
  'ebpfParams',
];

/**
 * Reads a gadget.yaml, as Inspektor Gadget v0.46.0 understands it (the contract's §5).
 * @param file its name in diagnostics
 */
export async function parseMetadata(text: string, file: string): Promise<ParsedMetadata> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const deep = tooDeepAt(yaml, text);
  if (deep !== undefined) return unreadable(file, deep, 'it is nested too deeply');
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const faults = syntaxFaults(document, lines, file);
  if (faults.some(({ severity }) => severity === 'error'))
    return { metadata: NO_METADATA, diagnostics: faults };
  try {
    const reader = new Reader(yaml, file, document, lines);
    const metadata = read(reader, document);
    return { metadata, diagnostics: [...faults, ...reader.diagnostics].toSorted(byPlace) };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return unreadable(file, { line: 1, column: 1 }, 'there are far too many entries');
  }
}

function unreadable(file: string, place: Place, message: string): ParsedMetadata {
  return { metadata: NO_METADATA, diagnostics: [fault(file, place, 'error', message)] };
}

function read(reader: Reader, document: Document): GadgetMetadata {
  const keys = reader.known(document.contents, 'a gadget.yaml', KEYS);
  const text = (key: string): string => reader.text(keys.get(key)?.value, `\`${key}\``);
  return {
    name: text('name'),
    description: text('description'),
    homepageURL: text('homepageURL'),
    documentationURL: text('documentationURL'),
    sourceURL: text('sourceURL'),
    annotations: readTexts(reader, keys.get('annotations')?.value ?? null),
    dataSources: readSources(reader, keys.get('datasources')),
    params: readParams(reader, keys.get('params')),
    paramDefaults: readDefaults(reader, keys.get('paramDefaults')?.value ?? null),
  };
}

/** Annotations of the image keep their names as they are written. */
function readTexts(reader: Reader, node: Parameters<Reader['entries']>[0]): Record<string, string> {
  const entries = reader.entries(node, '`annotations`');
  return record(
    entries.map(({ key, value }) => ({ key, value: reader.text(value, `annotation \`${key}\``) })),
  );
}

function readDefaults(reader: Reader, node: Parameters<Reader['entries']>[0]): Record<string, string> {
  const entries = reader.entries(node, '`paramDefaults`');
  return record(
    entries.map(({ key, value }) => ({ key: key.toLowerCase(), value: reader.text(value, `\`${key}\``) })),
  );
}

function record(pairs: readonly { readonly key: string; readonly value: string }[]): Record<string, string> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}

function syntaxFaults(document: Document, lines: LineCounter, file: string): readonly Diagnostic[] {
  const found = (severity: 'error' | 'warning', list: Document['errors'] | Document['warnings']) =>
    distinctPlaces(list).map(({ code, message, pos }) =>
      fault(
        file,
        placeAt(lines, pos[0]),
        severity,
        code === 'MULTIPLE_DOCS' ? 'a gadget.yaml is one document; here a second begins' : message,
      ),
    );
  return [...found('error', document.errors), ...found('warning', document.warnings)];
}

/** One bracket that is missing at the end is missing on every level. */
function distinctPlaces<T extends { readonly pos: readonly [number, number] }>(
  problems: readonly T[],
): readonly T[] {
  const places = new Set(problems.map(({ pos }) => pos[0]));
  return problems.filter(({ pos }) => places.delete(pos[0]));
}

function fault(file: string, place: Place, severity: 'error' | 'warning', message: string): Diagnostic {
  return { file, ...place, severity, category: 'gadget.yaml', message };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.line - b.line || a.column - b.column;
}
