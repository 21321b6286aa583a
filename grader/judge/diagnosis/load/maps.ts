import type { CCall } from '../source/functions.ts';
import type { Place } from '../source/text.ts';
import { placeAt } from '../source/text.ts';
import type { Code } from '../structure/code.ts';

/** A map that the text defines. */
export interface OwnMap extends Place {
  readonly name: string;
  /** `GADGET_TRACER_MAP(name, size)`, where that made it. */
  readonly tracerMap: CCall | undefined;
}

/** The maps of the learner's own file, by GADGET_TRACER_MAP or as a struct in the section `.maps`. */
export function mapsOf({ calls, source }: Code): readonly OwnMap[] {
  const made = calls
    .filter(({ callee }) => callee === 'GADGET_TRACER_MAP')
    .map((call) => ({ name: call.arguments[0]?.text ?? '', tracerMap: call, ...placeOf(call) }));
  const written = [...source.text.matchAll(/\}\s*(\w+)\s+SEC\s*\(\s*"\.maps"\s*\)/g)].map((match) => ({
    name: match[1] ?? '',
    tracerMap: undefined,
    ...placeAt(source, match.index),
  }));
  return [...made, ...written];
}

export function placeOf({ file, line, column }: Place): Place {
  return { file, line, column };
}
