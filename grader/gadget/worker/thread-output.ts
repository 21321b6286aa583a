import { writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { ProcessedEvent } from '../../model/module.ts';
import { encodeFrame } from '../../process/frames.ts';
import type { Reply } from './messages.ts';
import type { ThreadState } from './thread-state.ts';

/** Milliseconds of finished work that may wait, and so be lost if the module never comes back. */
const DELAY_MS = 50;
/** The first so many are sent one by one: a module that fails mostly fails early. */
const EAGER = 64;
/** Characters of text that wait at most. */
const TEXT_LIMIT = 1 << 16;

/** Writes replies to the lab, finished events in bundles. */
export class ThreadOutput {
  readonly #state: ThreadState;
  #text = '';
  #events: ProcessedEvent[] = [];
  #flushed = 0;
  #flushes = 0;

  constructor(state: ThreadState) {
    this.#state = state;
  }

  /** At once, and before anything that is sent later; what waits stays behind. */
  readonly send = (reply: Reply): void => {
    const frame = encodeFrame(reply);
    this.#state.writing(() => {
      // The pipe blocks: a lab that reads slowly makes the module slow.
      for (let at = 0; at < frame.length; ) at += writeSync(1, frame, at);
    });
  };

  readonly addText = (text: string): void => {
    this.#text += text;
  };

  readonly addEvent = (event: ProcessedEvent): void => {
    this.#events.push(event);
  };

  /** To be called after every event. */
  flushIfDue(): void {
    const due = this.#flushes < EAGER || performance.now() - this.#flushed >= DELAY_MS;
    if (due || this.#text.length > TEXT_LIMIT) this.flush();
  }

  flush(): void {
    if (this.#text !== '') this.send({ type: 'text', text: this.#text });
    if (this.#events.length > 0) this.send({ type: 'processed', events: this.#events });
    this.#text = '';
    this.#events = [];
    this.#flushed = performance.now();
    this.#flushes++;
  }
}
