import type { Alias, Document, LineCounter, Node } from 'yaml';
import { type Place, placeAt } from '../../build/place.ts';
import { nearest } from '../../course/nearest.ts';
import type { Diagnostic } from '../../model/artifact.ts';
import { aliasTargets } from './aliases.ts';

/** One entry of a mapping. */
export interface Entry {
  readonly key: string;
  /** Where the key stands. */
  readonly place: Place;
  readonly value: Node | null;
}

/** Aliases can make few lines stand for billions of entries. */
const MOST_ENTRIES = 20_000;

/** Thrown where a file asks for more than that; it ends the reading. */
export class TooMuch extends Error {}

/**
 * Takes the nodes of a YAML document apart and notes, with its place, whatever is not as it should be. What is
 * wrong counts as missing.
 */
export class Reader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #yaml: typeof import('yaml');
  readonly #file: string;
  readonly #lines: LineCounter;
  readonly #aliases: ReadonlyMap<Alias, Node>;
  #entries = 0;

  /** @param yaml the library, which is only loaded where there is a file */
  constructor(yaml: typeof import('yaml'), file: string, document: Document, lines: LineCounter) {
    this.#yaml = yaml;
    this.#file = file;
    this.#lines = lines;
    this.#aliases = aliasTargets(yaml, document);
  }

  /** The entries of a mapping; none where the node is empty or something else. `what` begins the complaint. */
  entries(node: Node | null, what: string): readonly Entry[] {
    const found = this.#resolve(node);
    if (found === undefined) return [];
    if (!this.#yaml.isMap<Node, Node | null>(found)) {
      this.error(found, `${what} must be a mapping (\`key: value\`)`);
      return [];
    }
    this.#entries += found.items.length;
    if (this.#entries > MOST_ENTRIES) throw new TooMuch();
    return found.items.map(({ key, value }) => ({
      key: this.#scalar(key),
      place: this.place(key),
      value,
    }));
  }

  /** The entries whose keys are known, in lower case; for others a warning that names the nearest known one. */
  known(node: Node | null, what: string, keys: readonly string[]): ReadonlyMap<string, Entry> {
    const found = new Map<string, Entry>();
    for (const entry of this.entries(node, what)) {
      const key = keys.find((candidate) => candidate.toLowerCase() === entry.key.toLowerCase());
      if (key === undefined) this.#unknown(entry, keys);
      else found.set(key, entry);
    }
    return found;
  }

  /** Text, a number or a truth value, as text; empty where there is nothing. */
  text(node: Node | null | undefined, what: string): string {
    const found = this.#resolve(node ?? null);
    if (found === undefined) return '';
    if (this.#yaml.isScalar(found)) return this.#scalar(found);
    this.error(found, `${what} must be a text`);
    return '';
  }

  truth(node: Node | null | undefined, what: string): boolean {
    const text = this.text(node, what).toLowerCase();
    if (text !== '' && text !== 'true' && text !== 'false')
      this.error(node ?? null, `${what} must be true or false`);
    return text === 'true';
  }

  /** Complains where it is something else than a list of texts. */
  texts(node: Node | null | undefined, what: string): void {
    const found = this.#resolve(node ?? null);
    const { isScalar, isSeq } = this.#yaml;
    if (found === undefined || isScalar(found)) return;
    if (isSeq(found) && found.items.every(isScalar)) return;
    this.error(found, `${what} must be a list of texts`);
  }

  error(node: Node | null, message: string): void {
    this.report('error', this.place(node), message);
  }

  report(severity: 'error' | 'warning', place: Place, message: string): void {
    this.diagnostics.push({ file: this.#file, ...place, severity, category: 'gadget.yaml', message });
  }

  place(node: Node | null): Place {
    return placeAt(this.#lines, node?.range?.[0] ?? 0);
  }

  #unknown({ key, place }: Entry, keys: readonly string[]): void {
    const near = nearest(key, keys);
    const advice = near === undefined ? `there is ${keys.join(', ')}` : `did you mean \`${near}\`?`;
    this.report('warning', place, `unknown key \`${key}\` is ignored; ${advice}`);
  }

  /** What an alias stands for; undefined for null. */
  #resolve(node: Node | null): Node | undefined {
    const { isAlias, isScalar } = this.#yaml;
    const found = isAlias(node) ? this.#aliases.get(node) : node;
    if (isAlias(node) && !found) this.error(node, `there is no anchor \`&${node.source}\` before this alias`);
    if (!found || (isScalar(found) && found.value === null)) return undefined;
    return found;
  }

  /** As it is written, where that is one line: `0x10` stays so, and `1.50`. */
  #scalar(node: Node): string {
    if (!this.#yaml.isScalar(node) || node.value === null) return '';
    return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
  }
}
