/** Parts of a screen, made anew whenever it is drawn: the terminal's width may have changed. */
export type Part = () => string;

/** One page that is drawn over and over on a terminal; elsewhere, its parts one after another. */
export interface Screen {
  /** The findings; what was below them is wiped. */
  show(main: Part): void;
  /** Something that was asked for, below the findings. */
  append(panel: Part): void;
  /** Something that happened on the way: it stays with the findings that come next. */
  note(text: Part): void;
  /** What can be done, at the very end. */
  setFooter(footer: Part): void;
  redraw(): void;
  /** Another program has the terminal: nothing is drawn until {@link resume}. */
  hold(): void;
  resume(): void;
  /** As {@link resume}, but what the other program printed stays until something new is to be shown. */
  stay(): void;
}

const NOTHING: Part = () => '';
const WIPE = '\x1b[2J\x1b[H';

/** Whether the terminal can be wiped: a dumb one only goes on and on. */
export function isDrawable(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && process.env.TERM !== 'dumb';
}

export function createScreen(stream: NodeJS.WriteStream): Screen {
  return isDrawable(stream) ? drawn(stream) : printed(stream);
}

function drawn(stream: NodeJS.WriteStream): Screen {
  let parts: readonly Part[] = [];
  /** Since the last findings. */
  let notes: readonly Part[] = [];
  let footer: Part = NOTHING;
  let held = false;
  const redraw = (): void => {
    if (held) return;
    const text = [...parts, footer].map((part) => part()).filter(Boolean);
    stream.write(WIPE + text.join('\n'));
  };
  return {
    show(main) {
      parts = [main, ...notes];
      notes = [];
      redraw();
    },
    note(text) {
      notes = [...notes, text];
      parts = [...parts, text];
      redraw();
    },
    append(panel) {
      parts = [...parts.slice(0, 1), panel];
      redraw();
    },
    setFooter(next) {
      footer = next;
    },
    redraw,
    hold() {
      held = true;
    },
    resume() {
      held = false;
      redraw();
    },
    stay() {
      held = false;
      stream.write(`\n${footer()}`);
    },
  };
}

function printed(stream: NodeJS.WriteStream): Screen {
  let footer: Part = NOTHING;
  const print = (part: Part): void => void stream.write(part() + footer());
  const nothing = (): void => {};
  return {
    show: print,
    append: print,
    note: print,
    setFooter(next) {
      footer = next;
    },
    redraw: nothing,
    hold: nothing,
    resume: nothing,
    stay: nothing,
  };
}
