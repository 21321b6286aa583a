import { type Page, painter } from '../../grader/report/style.ts';
import { wantsColor } from './paint.ts';

const DEFAULT_WIDTH = 100;
const NARROWEST = 40;
const WIDEST = 110;

/** How texts for people are laid out on a stream: as wide as the terminal is, within reason. */
export function pageFor(stream: NodeJS.WriteStream): Page {
  const width = Math.min(Math.max(stream.columns || DEFAULT_WIDTH, NARROWEST), WIDEST);
  return { paint: painter(wantsColor(stream)), width };
}
