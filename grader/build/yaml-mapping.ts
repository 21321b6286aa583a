import type { Document, LineCounter, Node } from 'yaml';
import type { Diagnostic } from '../model/artifact.ts';
import { type Place, placeAt } from './place.ts';
import { tooDeepAt } from './yaml-depth.ts';

/** A file of the workspace that is a few `key: value` lines. */
export interface MappingFile {
  /** `build.yaml`. */
  readonly name: string;
  /** A line that could stand in it, for messages. */
  readonly example: string;
}

/** One `key: value` of such a file. */
export interface Entry {
  readonly key: string;
  readonly keyPlace: Place;
  /** What JSON would have there; undefined stands for something else than text: a number, a list, … */
  readonly text: string | undefined;
  /** `nothing`, `a number`, `a list`, … for messages. */
  readonly type: string;
  readonly place: Place;
}

export type ParsedMapping =
  | { readonly kind: 'mapping'; readonly entries: readonly Entry[] }
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

const SHOWN_ERRORS = 5;

/** Takes a YAML text apart. Aliases are refused: a value has one place then, and no text unfolds into a giant. */
export async function parseMapping(text: string, file: MappingFile): Promise<ParsedMapping> {
  // The library costs 20 ms, and most folders have no build.yaml.
  const yaml = await import('yaml');
  const deep = tooDeepAt(yaml, text);
  if (deep !== undefined) {
    const message = `this is nested far too deep: ${file.name} is a few \`key: value\` lines`;
    return invalid([fault(file, message, deep)]);
  }
  const { LineCounter, parseDocument, visit } = yaml;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const problems = [...document.errors, ...document.warnings].map(({ code, message, pos }) =>
    fault(file, wording(file, code, message), placeAt(lines, pos[0])),
  );
  visit(document, {
    Alias: (_key, alias) => {
      const message = `\`*${alias.source}\` is a YAML alias; write the value out, or put quotes around it`;
      problems.push(fault(file, message, placeAt(lines, alias.range?.[0] ?? 0)));
    },
  });
  return problems.length > 0 ? invalid(problems.slice(0, SHOWN_ERRORS)) : entriesOf(document, lines, file);
}

async function entriesOf(
  document: Document.Parsed,
  lines: LineCounter,
  file: MappingFile,
): Promise<ParsedMapping> {
  const { isMap, isScalar } = await import('yaml');
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null))
    return { kind: 'mapping', entries: [] };
  if (!isMap(contents)) {
    const message = `${file.name} must hold \`key: value\` lines, for example \`${file.example}\``;
    return invalid([fault(file, message, placeAt(lines, contents.range?.[0] ?? 0))]);
  }
  const entries = contents.items.map(({ key, value }): Entry => {
    const keyPlace = placeAt(lines, startOf(key) ?? 0);
    const plain: unknown = isScalar(value) ? value.value : value;
    const place = startOf(value) === undefined ? keyPlace : placeAt(lines, startOf(value) ?? 0);
    const text = typeof plain === 'string' ? plain : undefined;
    return { key: isScalar(key) ? String(key.value) : '', keyPlace, text, type: typeName(plain), place };
  });
  return { kind: 'mapping', entries };
}

function invalid(diagnostics: readonly Diagnostic[]): ParsedMapping {
  return { kind: 'invalid', diagnostics };
}

function fault({ name: file }: MappingFile, message: string, place?: Place): Diagnostic {
  const { line, column } = place ?? { line: 0, column: 0 };
  return { file, line, column, severity: 'error', category: file, message };
}

function wording(file: MappingFile, code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return `${file.name} is one document; here a second begins`;
  if (code === 'DUPLICATE_KEY') return 'this key is there twice; remove one of the two';
  const quotes = /reserved character|Unexpected scalar/.test(message) ? '; put quotes around the value' : '';
  return `this is not YAML: ${message}${quotes}`;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}

/** For people: a word that says what stands there. */
function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'true or false';
  if (typeof value === 'number' || typeof value === 'bigint') return 'a number';
  return 'flow' in (value as object) || 'items' in (value as object)
    ? 'a list or a mapping'
    : 'something else';
}
