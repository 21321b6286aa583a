import type { Evidence } from '../evidence.ts';
import type { Finding } from '../rule.ts';
import type { GoSource } from '../source/go-source.ts';
import type { Place } from '../source/text.ts';

/** The place alone of something that has one. */
export function at({ file, line, column }: Place): Place {
  return { file, line, column };
}

/** The place, or else only the file that the module was made of; nothing where that is not known either. */
export function placeOr(place: Place | undefined, { goProgram, module }: Evidence): Pick<Finding, 'place'> {
  if (place !== undefined) return { place: at(place) };
  const build = module?.build;
  const made = build?.status === 'ok' || build?.status === 'cached' ? build.module.source : undefined;
  const file = goProgram?.file ?? made;
  return file === undefined ? {} : { place: { file } };
}

/** The beginning of a line that the text has. */
export function lineOf({ file, lines }: GoSource, line: number): Place | undefined {
  const text = lines[line - 1];
  return text === undefined ? undefined : { file, line, column: text.length - text.trimStart().length + 1 };
}
