import { painterFor, wantsColor } from './paint.ts';

/** A line on the terminal that says what is being done and for how long. Silent where nobody watches. */
export interface Progress {
  stage(text: string): void;
  /** Wipes the line: results follow. The next stage starts it anew. */
  clear(): void;
  end(): void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 80;
/** What is done at once needs no line that flickers. */
const DELAY_MS = 150;

/**
 * Our own few lines instead of a spinner library: those end the process on SIGINT, before containers are removed.
 */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!wantsColor(stream)) return { stage: () => {}, clear: () => {}, end: () => {} };
  const paint = painterFor(stream);
  let start = performance.now();
  let text = '';
  let frame = 0;
  const draw = (): void => {
    const elapsed = performance.now() - start;
    if (!text || elapsed < DELAY_MS) return;
    frame = (frame + 1) % FRAMES.length;
    const line = `${FRAMES[frame]} ${text} ${(elapsed / 1000).toFixed(1)} s`;
    stream.write(`\r\x1b[2K${paint('dim', line.slice(0, Math.max(10, (stream.columns || 80) - 1)))}`);
  };
  const timer = setInterval(draw, FRAME_MS);
  timer.unref();
  const clear = (): void => {
    if (text) stream.write('\r\x1b[2K');
    text = '';
  };
  return {
    stage(next) {
      if (!text) start = performance.now();
      text = next;
    },
    clear,
    end() {
      clearInterval(timer);
      clear();
    },
  };
}
