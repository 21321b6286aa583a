import { InvalidArgumentError } from 'commander';
import { OUTPUT_MODES } from '../../grader/gadget/output/mode.ts';

/** Parsers for option values; commander prints their complaint and the lab exits with 2. */

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}

/** An output mode for all data sources, or one for each: `json`, `open:json,close:none`. */
export function outputMode(text: string): string {
  const modes: readonly string[] = OUTPUT_MODES;
  const unknown = text.split(',').find((part) => !modes.includes(part.slice(part.indexOf(':') + 1)));
  if (unknown === undefined) return text;
  throw new InvalidArgumentError(`There is ${modes.join(', ')}.`);
}
