import type { GoSource } from '../../source/go-source.ts';
import type { Place } from '../../source/text.ts';
import { lineOf } from '../place.ts';

/**
 * Where Go's trace says that it happened: `\tmain.go:64 +0x12`, the innermost function first. The first line of the
 * learner's file is the nearest that can be mended.
 */
export function placeInTrace(output: string, source: GoSource): Place | undefined {
  const name = source.file.slice(source.file.lastIndexOf('/') + 1).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const [, line] = new RegExp(`^\\t(?:\\S*/)?${name}:(\\d+)(?:\\s|$)`, 'm').exec(afterPanic(output)) ?? [];
  return line === undefined ? undefined : lineOf(source, Number(line));
}

/** What the module wrote before may look like anything. */
function afterPanic(output: string): string {
  return output.slice(Math.max(output.search(/^(?:panic|fatal error|runtime): /m), 0));
}
