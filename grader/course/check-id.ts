import { CHECK_KINDS } from './schema.ts';
import { property } from './wording.ts';

/**
 * The id of a check in step.yaml: its own, or else its kind and all words of its parameters:
 * `equals: { field: flags, witness: flags, where: { syscall: open } }` is `equals-flags-flags-open`.
 * Undefined where the check has no kind.
 */
export function checkId(check: unknown): string | undefined {
  const own = property(check, 'id');
  if (own !== undefined) return typeof own === 'string' ? own : undefined;
  const kind = CHECK_KINDS.find((kind) => property(check, kind) !== undefined);
  return kind === undefined ? undefined : [kind, ...words(property(check, kind))].map(kebab).join('-');
}

function words(parameter: unknown): string[] {
  if (typeof parameter === 'string') return [parameter];
  if (typeof parameter !== 'object' || parameter === null) return [];
  return Object.values(parameter).flatMap(words);
}

function kebab(word: string): string {
  return word
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();
}
