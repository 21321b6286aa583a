import type { LogLine, ModuleFault } from '../../grader/model/module.ts';
import { clean } from '../../grader/report/text.ts';
import type { Painter } from '../terminal/paint.ts';

/** More than that in a second nobody can read. */
const LINES_A_SECOND = 20;
const LONGEST_LINE = 500;

const STYLES = { error: 'red', warning: 'yellow', info: 'cyan', debug: 'dim', trace: 'dim' } as const;

export interface ModuleLog {
  say(line: LogLine): void;
  /** A word on what was left out last. */
  end(): void;
}

/** What a module says, each a line that is safe on a terminal; a flood is cut and counted. */
export function moduleLog(
  say: (text: string) => void,
  paint: Painter,
  now: () => number = performance.now.bind(performance),
): ModuleLog {
  let second = 0;
  let said = 0;
  let leftOut = 0;
  const end = (): void => {
    if (leftOut > 0) say(paint('dim', `(${leftOut} further lines of the module are left out)`));
    leftOut = 0;
  };
  return {
    say({ level, from, message }) {
      const current = Math.floor(now() / 1000);
      if (current !== second) {
        end();
        second = current;
        said = 0;
      }
      if (++said > LINES_A_SECOND) leftOut++;
      else
        say(
          `${paint(STYLES[level], `${level}:`)} ${from === 'host' ? 'lab' : 'module'}: ${oneLine(message)}`,
        );
    },
    end,
  };
}

/** Why the module's run is over. */
export function faultText(source: string, { phase, event, message }: ModuleFault, paint: Painter): string {
  const where =
    phase === 'load'
      ? 'when it was loaded'
      : phase === 'callback'
        ? `in its callback${event === undefined ? '' : `, at event ${event + 1}`}`
        : `in ${phase}`;
  return `${paint('red', 'module:')} ${clean(source)} failed ${where}: ${oneLine(message)}`;
}

/** What the gadget is, as far as gadget.yaml says. */
export function gadgetTitle({
  name,
  description,
}: {
  readonly name: string;
  readonly description: string;
}): string {
  return [name, description]
    .filter((text) => text !== '')
    .map(oneLine)
    .join(': ');
}

function oneLine(text: string): string {
  const line = clean(text.trim().replace(/\s*\n\s*/g, ' '));
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}
