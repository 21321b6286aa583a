import { createProgress, type Progress } from '../terminal/progress.ts';
import { type Keyboard, type KeyEvents, openKeyboard } from './keyboard.ts';
import { createScreen, type Part, type Screen } from './screen.ts';

/** What is to become of the screen after another program had it. */
export type Afterwards = 'redraw' | 'stay';

/** Screen, keys and the line of progress, as long as the lab has the terminal, and while another program does. */
export class WatchTerminal {
  readonly #screen: Screen = createScreen(process.stdout);
  readonly #keyboard: Keyboard | undefined;
  #progress: Progress | undefined;
  /** Until then another program has it. */
  #lent: Promise<unknown> | undefined;
  #closed = false;

  constructor(keys: KeyEvents) {
    this.#keyboard = openKeyboard(keys);
    process.stdout.on('resize', this.#onResize);
  }

  /** Whether anybody can press keys. */
  get hasKeys(): boolean {
    return this.#keyboard !== undefined;
  }

  /** What was found, with the keys that do something now. */
  show(main: Part, footer: Part): void {
    this.endProgress();
    this.setFooter(footer);
    this.#screen.show(main);
  }

  setFooter(footer: Part): void {
    this.#screen.setFooter(this.hasKeys ? footer : () => '');
  }

  append(panel: Part): void {
    this.#screen.append(panel);
  }

  note(text: string): void {
    this.#screen.note(() => `${text}\n`);
  }

  startProgress(): void {
    this.endProgress();
    if (!this.#lent) this.#progress = createProgress();
  }

  stage(text: string): void {
    this.#progress?.stage(text);
  }

  endProgress(): void {
    this.#progress?.end();
    this.#progress = undefined;
  }

  /** Gives the terminal to a program; what happens meanwhile is shown afterwards. */
  async lend(work: () => Promise<Afterwards>): Promise<void> {
    if (this.#lent || this.#closed) return;
    this.endProgress();
    this.#keyboard?.release();
    this.#screen.hold();
    let afterwards: Afterwards = 'redraw';
    try {
      const working = work();
      this.#lent = working.catch(() => {});
      afterwards = await working;
    } finally {
      this.#lent = undefined;
      this.#takeBack(afterwards);
    }
  }

  /** Waits for a program that has the terminal: it is still that one's. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#keyboard?.release();
    process.stdout.off('resize', this.#onResize);
    this.endProgress();
    await this.#lent;
  }

  /** Whoever was told to end meanwhile must not listen to keys again: they would keep the lab from ending. */
  #takeBack(afterwards: Afterwards): void {
    if (this.#closed) return;
    this.#keyboard?.take();
    if (afterwards === 'redraw') this.#screen.resume();
    else this.#screen.stay();
  }

  readonly #onResize = (): void => this.#screen.redraw();
}
