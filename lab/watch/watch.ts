import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Course } from '../../grader/course/load.ts';
import type { ContainerChoice } from '../../grader/engine/engine.ts';
import { LabError } from '../../grader/model/error.ts';
import type { Step } from '../../grader/model/step.ts';
import { findEditor, openEditor } from '../terminal/editor.ts';
import { errorText } from '../terminal/error-text.ts';
import { outputPage } from '../terminal/page.ts';
import { page as showPaged } from '../terminal/pager.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import type { Workspace } from '../workspace/place.ts';
import { nextStep } from '../workspace/progress.ts';
import { advance } from '../workspace/record.ts';
import { type Checker, createChecker, type Found } from './checker.ts';
import { type FolderWatch, watchFolder } from './folder.ts';
import { placeToEdit, prettyOptionsOf } from './found.ts';
import { type Keyboard, openKeyboard } from './keyboard.ts';
import { guideText, hintPanel, statusPanel } from './panels.ts';
import { holdRights } from './rights.ts';
import { createScreen, type Screen } from './screen.ts';
import { foundText, introText, keysText } from './texts.ts';

export interface WatchRequest {
  readonly workspace: Workspace;
  readonly course: Course;
  /** Only this step; else the course is followed. */
  readonly step: Step | undefined;
  readonly container: ContainerChoice;
  readonly timeoutMs: number;
  readonly poll: boolean;
  readonly signal: AbortSignal;
}

/**
 * Checks on every save until `q` or the signal; then leaves nothing behind.
 * @throws the signal's reason
 */
export async function runWatch(request: WatchRequest): Promise<void> {
  const rights = await holdRights();
  const watch = new Watch(request);
  try {
    await watch.untilQuit();
  } finally {
    rights.end();
    await watch.close();
  }
  request.signal.throwIfAborted();
}

const LEAVING_MS = 2000;

/** What happens on the terminal between two saves. Each thing it owns is ended by `close`. */
class Watch {
  readonly #request: WatchRequest;
  readonly #screen: Screen = createScreen(process.stdout);
  readonly #checker: Checker;
  readonly #folder: FolderWatch;
  readonly #keyboard: Keyboard | undefined;
  readonly #quit = new AbortController();
  #progress: Progress | undefined;
  #found: Found | undefined;
  /** The one that was checked last, or gone on to. */
  #step: Step | undefined;
  /** The step that `n` goes on to. */
  #next: Step | undefined;
  /** Another program has the terminal, until then. */
  #lent: Promise<void> | undefined;
  /** Files that steps brought, and when those were written: such a change is nobody's save. */
  readonly #brought = new Map<string, bigint | undefined>();
  #closed = false;

  constructor(request: WatchRequest) {
    this.#request = request;
    const { workspace, poll } = request;
    const onNote = (text: string): void => this.#note(text);
    this.#checker = createChecker({
      ...request,
      onNote,
      onStage: (step, stage) => this.#onStage(step, stage),
      onFound: (found) => this.#onFound(found),
      onTrouble: (error) => this.#onTrouble(error),
    });
    this.#folder = watchFolder(workspace.root, {
      poll,
      onNote,
      onChange: (paths) => this.#onChange(paths),
      onPresence: (isThere) => this.#onPresence(isThere),
    });
    this.#keyboard = openKeyboard({
      onKey: (key) => this.#onKey(key).catch((error) => this.#onTrouble(error)),
      onEnd: () => this.#quit.abort(),
      onBack: () => this.#check(),
    });
    process.stdout.on('resize', this.#onResize);
  }

  async untilQuit(): Promise<void> {
    this.#setFooter();
    this.#check();
    await aborted(AbortSignal.any([this.#quit.signal, this.#request.signal]));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#keyboard?.release();
    process.stdout.off('resize', this.#onResize);
    this.#endProgress();
    await Promise.allSettled([this.#folder.close(), this.#checker.close()]);
    // Whoever leaves after passing begins with the next step when they come back.
    if (this.#next) await this.#advance().catch(() => undefined);
    // The terminal is still that program's.
    await this.#lent;
  }

  #onChange(paths: ReadonlySet<string>): void {
    const isBrought = (path: string): boolean =>
      this.#brought.has(path) && this.#brought.get(path) === this.#writtenAt(path);
    if (paths.size === 0 || ![...paths].every(isBrought)) this.#check();
  }

  #writtenAt(path: string): bigint | undefined {
    const file = join(this.#request.workspace.root, path);
    return statSync(file, { bigint: true, throwIfNoEntry: false })?.mtimeNs;
  }

  #check(): void {
    if (this.#closed) return;
    this.#startProgress();
    this.#checker.check();
  }

  #startProgress(): void {
    this.#endProgress();
    if (!this.#lent) this.#progress = createProgress();
  }

  #endProgress(): void {
    this.#progress?.end();
    this.#progress = undefined;
  }

  #onStage(step: Step, stage: string): void {
    this.#progress?.stage(`${step.id} ${step.name}: ${stage}`);
  }

  #onFound(found: Found): void {
    this.#endProgress();
    this.#found = found;
    this.#step = found.step;
    const { course, step: only } = this.#request;
    const { status } = found.verdict;
    this.#next = status === 'passed' && !only ? nextStep(course, found.step) : undefined;
    const next = this.#next;
    const pretty = prettyOptionsOf(this.#request.workspace, found);
    this.#setFooter();
    this.#screen.show(() => foundText(found, next, pretty(), outputPage()));
    // Where nobody can be asked, going on is what is wanted.
    if (next && !this.#keyboard) this.#goOn().catch((error) => this.#onTrouble(error));
  }

  #onTrouble(error: unknown): void {
    this.#endProgress();
    this.#setFooter();
    this.#screen.show(() => `${errorText(error, process.stdout)}\n`);
  }

  #onPresence(isThere: boolean): void {
    if (isThere) return;
    this.#onTrouble(folderGone(this.#request.workspace.root));
  }

  #note(text: string): void {
    this.#screen.note(() => `${text}\n`);
  }

  async #onKey(key: string): Promise<void> {
    switch (key) {
      case 'q':
        return this.#quit.abort();
      case 'r':
        return this.#check();
      case 'n':
      case '\r':
        return this.#goOn();
      case 'h':
        return this.#append(await this.#hint());
      case 's':
        return this.#append(await statusPanel(this.#request));
      case 'g':
        return this.#lend(async () => {
          const text = await guideText(this.#request, this.#found?.step);
          return (await showPaged(text, { signal: this.#request.signal })) ? 'redraw' : 'stay';
        });
      case 'e':
        return this.#edit();
    }
  }

  #hint(): Promise<string> {
    const { signal } = this.#request;
    return hintPanel(this.#request, this.#found?.step, { signal, onNote: (text) => this.#note(text) });
  }

  #append(text: string): void {
    this.#screen.append(() => text);
  }

  async #goOn(): Promise<void> {
    if (!this.#next) return;
    // Claimed at once: a key that is pressed twice must not leave out a step.
    this.#next = undefined;
    this.#endProgress();
    const moved = await this.#advance();
    if (this.#closed) return;
    this.#setFooter();
    // In another terminal somebody went on already: what they are at now is checked.
    if (!moved) return this.#check();
    this.#found = undefined;
    this.#step = moved.to;
    for (const path of moved.added) this.#brought.set(path, this.#writtenAt(path));
    this.#screen.show(() => introText(moved.to, moved.added, outputPage()));
    // Where nobody presses keys, what the new step makes of the files is the first thing to know.
    if (this.#keyboard) await this.#checker.prepare();
    else this.#check();
  }

  #advance() {
    const { workspace, course } = this.#request;
    // Another command may hold the workspace; leaving must not wait for it for ever.
    const signal = this.#closed ? AbortSignal.timeout(LEAVING_MS) : this.#request.signal;
    return advance(workspace, course, { signal, onNote: (text) => this.#note(text) });
  }

  async #edit(): Promise<void> {
    const { workspace, step, signal } = this.#request;
    const editor = await findEditor();
    if (!editor) return this.#append('Which editor? Set it once: export EDITOR=nano\n');
    const place = placeToEdit(workspace, step ?? this.#step, this.#found);
    const open = (): Promise<boolean> => openEditor(editor, place, signal);
    if (editor.hasWindow)
      return (await open()) ? undefined : this.#append(`${editor.command} does not start.\n`);
    await this.#lend(async () => {
      if (!(await open())) this.#append(`${editor.command} does not start.\n`);
      return 'redraw';
    });
  }

  /** Gives the terminal to a program; what happens meanwhile is shown afterwards. */
  async #lend(work: () => Promise<'redraw' | 'stay'>): Promise<void> {
    if (this.#lent || this.#closed) return;
    this.#endProgress();
    this.#keyboard?.release();
    this.#screen.hold();
    const working = work();
    this.#lent = working.then(
      () => {},
      () => {},
    );
    const then = await working.finally(() => {
      this.#lent = undefined;
      // Whoever is told to end meanwhile must not listen to keys again: they would keep the lab from ending.
      if (!this.#closed) this.#keyboard?.take();
    });
    if (this.#closed) return;
    if (then === 'redraw') this.#screen.resume();
    else this.#screen.stay();
  }

  #setFooter(): void {
    const next = this.#next;
    this.#screen.setFooter(() => (this.#keyboard ? keysText(next, outputPage()) : ''));
  }

  readonly #onResize = (): void => this.#screen.redraw();
}

function folderGone(root: string): LabError {
  return new LabError({
    kind: 'request',
    code: 'folder-gone',
    message: `${root} is gone.`,
    hint: 'Bring it back: the lab goes on watching as soon as it is there.',
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
