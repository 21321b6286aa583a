/** How events are printed. */
export const OUTPUT_MODES = ['columns', 'json', 'jsonpretty', 'yaml', 'none'] as const;
export type OutputMode = (typeof OUTPUT_MODES)[number];

/**
 * The mode for one data source out of `-o`: `json` for all, `ds:json,ds2:none` for some (the others get columns).
 * Undefined where it names no mode that there is.
 */
export function modeFor(dataSource: string, expression: string): OutputMode | undefined {
  let name = '';
  for (const part of expression.split(',')) {
    const colon = part.indexOf(':');
    if (colon < 0) name ||= part.trim();
    else if (part.slice(0, colon).trim() === dataSource) return toMode(part.slice(colon + 1).trim());
  }
  return toMode(name || 'columns');
}

function toMode(name: string): OutputMode | undefined {
  return OUTPUT_MODES.find((mode) => mode === name);
}
