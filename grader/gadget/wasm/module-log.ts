import { LOG_LEVELS, type LogLevel, type LogLine } from '../../model/module.ts';

/** Characters of one line that are kept. */
const LINE_LENGTH = 4096;

/**
 * What a module and its host say. A line is cut, their number is limited, and what the host refuses is said once: a
 * mistake in a callback would else be said with every event.
 */
export class ModuleLog {
  readonly #onLine: (line: LogLine) => void;
  readonly #wanted: number;
  readonly #refusals = new Set<string>();
  #left: number;

  /** @param lines After so many it says, once, that more are not kept. Infinity where somebody reads along. */
  constructor(onLine: (line: LogLine) => void, level: LogLevel, lines: number) {
    this.#onLine = onLine;
    this.#wanted = LOG_LEVELS.indexOf(level);
    this.#left = lines;
  }

  wants(level: LogLevel): boolean {
    return LOG_LEVELS.indexOf(level) <= this.#wanted;
  }

  module(level: LogLevel, message: string): void {
    this.#say({ level, from: 'module', message });
  }

  host(message: string): void {
    if (this.#refusals.has(message) || this.#refusals.size === REFUSALS) return;
    this.#refusals.add(message);
    this.#say({ level: 'warning', from: 'host', message });
    if (this.#refusals.size < REFUSALS) return;
    this.#say({ level: 'warning', from: 'host', message: 'Further refusals are not listed.' });
  }

  #say(line: LogLine): void {
    if (!this.wants(line.level) || this.#left < 0) return;
    this.#left -= 1;
    if (this.#left < 0) {
      this.#onLine({ level: 'warning', from: 'host', message: 'The log is full: what follows is not kept.' });
    } else {
      this.#onLine({ ...line, message: cut(line.message) });
    }
  }
}

/** Different refusals that are said at most. */
const REFUSALS = 200;

function cut(message: string): string {
  return message.length <= LINE_LENGTH ? message : `${message.slice(0, LINE_LENGTH)}…`;
}
