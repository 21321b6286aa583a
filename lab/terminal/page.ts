import { type Page, painter } from '../../grader/report/style.ts';
import { wantsColor } from './paint.ts';

/** Where the output goes to a file or a pipe that nobody looks at. */
const DEFAULT_WIDTH = 100;
const NARROWEST = 40;
const WIDEST = 110;

/** Cells of a line of stdout; of what is piped somewhere, those of the terminal that the learner sits at. */
export function outputWidth(): number {
  return process.stdout.columns || process.stderr.columns || DEFAULT_WIDTH;
}

/** How texts for people are laid out on stdout: as wide as the terminal is, within reason. */
export function outputPage(): Page {
  const width = Math.min(Math.max(outputWidth(), NARROWEST), WIDEST);
  return { paint: painter(wantsColor(process.stdout)), width };
}
