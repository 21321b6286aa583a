import { NAMED_TEMPLATES } from '../source/templates.ts';

/**
 * The annotations of a field that the lab knows, and what each must hold. Undefined: it is fine; else the rest of
 * the sentence "`columns.width` must be …". The names and values are Inspektor Gadget's (pkg/metadata/v1).
 */
export const FIELD_ANNOTATIONS: Readonly<Record<string, (value: string) => string | undefined>> = {
  'columns.width': width,
  'columns.minwidth': width,
  'columns.maxwidth': width,
  'columns.alignment': oneOf('left', 'right'),
  'columns.ellipsis': oneOf('start', 'middle', 'end', ''),
  'columns.hidden': oneOf('true', 'false'),
  'columns.fixed': oneOf('true', 'false'),
  'columns.hex': oneOf('true', 'false'),
  'columns.alias': oneLine,
  'columns.precision': precision,
  'columns.replace': oneLine,
  'json.skip': oneOf('true', 'false'),
  description: () => undefined,
  template: (value) =>
    Object.hasOwn(NAMED_TEMPLATES, value) ? undefined : `one of ${Object.keys(NAMED_TEMPLATES).join(', ')}`,
  'value.one-of': () => undefined,
};

/** Beginnings of annotations that are other operators' business: the lab lets them pass without a word. */
export const FOREIGN_ANNOTATIONS: readonly string[] = [
  'formatters.',
  'ebpf.',
  'uidgidresolver.',
  'metrics.',
  'pcap.',
  'sort.',
  'limiter.',
  'env.',
  'rest.',
];

/** Of a whole data source. */
export const SOURCE_ANNOTATIONS: readonly string[] = [
  'cli.default-output-mode',
  'cli.supported-output-modes',
  'cli.clear-screen-before',
];

/** No terminal is wider; a cell of a billion blanks would only fill the memory. */
const WIDEST = 1000;
const MOST_DECIMALS = 20;

function width(value: string): string | undefined {
  const fits = value === 'type' || (/^\d{1,4}$/.test(value) && Number(value) <= WIDEST);
  return fits ? undefined : `a whole number up to ${WIDEST}, or \`type\``;
}

function precision(value: string): string | undefined {
  const fits = /^\d{1,2}$/.test(value) && Number(value) <= MOST_DECIMALS;
  return fits ? undefined : `a whole number up to ${MOST_DECIMALS}`;
}

function oneLine(value: string): string | undefined {
  return /^[^\p{Cc}\p{Zl}\p{Zp}]+$/u.test(value) ? undefined : 'a text of one line';
}

function oneOf(...values: readonly string[]): (value: string) => string | undefined {
  const named = values.map((value) => (value === '' ? 'empty' : `\`${value}\``));
  const choice = `${named.slice(0, -1).join(', ')} or ${named.at(-1)}`;
  return (value) => (values.includes(value) ? undefined : choice);
}
