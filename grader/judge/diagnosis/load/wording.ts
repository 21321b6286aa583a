import { showName } from '../../text.ts';

/** A piece of the learner's code, safe on a terminal, in backticks. */
export function quote(code: string): string {
  return `\`${showName(code.replace(/\s+/g, ' ').trim())}\``;
}

/** `a`, `a and b`, `a, b and c` */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
