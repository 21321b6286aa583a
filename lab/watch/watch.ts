import { existsSync } from 'node:fs';
import type { Course } from '../../grader/course/load.ts';
import type { ContainerChoice } from '../../grader/engine/engine.ts';
import { LabError } from '../../grader/model/error.ts';
import type { Step } from '../../grader/model/step.ts';
import { findEditor, openEditor } from '../terminal/editor.ts';
import { errorText } from '../terminal/error-text.ts';
import { outputPage } from '../terminal/page.ts';
import { page as showPaged } from '../terminal/pager.ts';
import type { Workspace } from '../workspace/place.ts';
import { nextStep } from '../workspace/progress.ts';
import { advance } from '../workspace/record.ts';
import { BroughtFiles } from './brought.ts';
import { type Checker, createChecker, type Found } from './checker.ts';
import { type FolderWatch, watchFolder } from './folder.ts';
import { placeToEdit, prettyOptionsOf } from './found.ts';
import { guideText, hintPanel, statusPanel } from './panels.ts';
import { holdRights } from './rights.ts';
import type { Part } from './screen.ts';
import { type Afterwards, WatchTerminal } from './terminal.ts';
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

/** What happens between two saves. Each thing it owns is ended by `close`. */
class Watch {
  readonly #request: WatchRequest;
  readonly #terminal: WatchTerminal;
  readonly #checker: Checker;
  readonly #folder: FolderWatch;
  readonly #brought: BroughtFiles;
  readonly #quit = new AbortController();
  #found: Found | undefined;
  /** The one that was checked last, or gone on to. */
  #step: Step | undefined;
  /** The step that `n` goes on to. */
  #next: Step | undefined;
  #closed = false;

  constructor(request: WatchRequest) {
    this.#request = request;
    const { root } = request.workspace;
    this.#brought = new BroughtFiles(root);
    this.#terminal = new WatchTerminal({
      onKey: (key) => this.#onKey(key).catch((error) => this.#onTrouble(error)),
      onEnd: () => this.#quit.abort(),
      onBack: () => this.#check(),
    });
    const onNote = (text: string): void => this.#terminal.note(text);
    this.#checker = createChecker({
      ...request,
      onNote,
      onStage: (step, stage) => this.#terminal.stage(`${step.id} ${step.name}: ${stage}`),
      onFound: (found) => this.#onFound(found),
      onTrouble: (error) => this.#onTrouble(error),
    });
    this.#folder = watchFolder(root, {
      poll: request.poll,
      onNote,
      onChange: (paths) => void (this.#brought.explain(paths) || this.#check()),
      onPresence: (isThere) => void (isThere || this.#onTrouble(folderGone(root))),
    });
  }

  async untilQuit(): Promise<void> {
    this.#terminal.setFooter(this.#keys());
    this.#check();
    await aborted(AbortSignal.any([this.#quit.signal, this.#request.signal]));
  }

  async close(): Promise<void> {
    this.#closed = true;
    const lent = this.#terminal.close();
    await Promise.allSettled([this.#folder.close(), this.#checker.close()]);
    // Whoever leaves after passing begins with the next step when they come back.
    if (this.#next) await this.#advance().catch(() => undefined);
    await lent;
  }

  #check(): void {
    if (this.#closed) return;
    this.#terminal.startProgress();
    this.#checker.check();
  }

  #onFound(found: Found): void {
    this.#found = found;
    this.#step = found.step;
    const { course, workspace, step: only } = this.#request;
    const passed = found.verdict.status === 'passed';
    const next = passed && !only ? nextStep(course, found.step) : undefined;
    this.#next = next;
    const pretty = prettyOptionsOf(workspace, found);
    this.#terminal.show(() => foundText(found, next, pretty(), outputPage()), this.#keys());
    // Where nobody can be asked, going on is what is wanted.
    if (next && !this.#terminal.hasKeys) this.#goOn().catch((error) => this.#onTrouble(error));
  }

  #onTrouble(error: unknown): void {
    const { root } = this.#request.workspace;
    // Whatever fails without its folder fails for that.
    const shown = existsSync(root) ? error : folderGone(root);
    this.#terminal.show(() => `${errorText(shown, process.stdout)}\n`, this.#keys());
  }

  #keys(): Part {
    const next = this.#next;
    return () => keysText(next, outputPage());
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
        return this.#terminal.lend(() => this.#guide());
      case 'e':
        return this.#edit();
    }
  }

  #append(text: string): void {
    this.#terminal.append(() => text);
  }

  #hint(): Promise<string> {
    const { signal } = this.#request;
    const onNote = (text: string): void => this.#terminal.note(text);
    return hintPanel(this.#request, this.#found?.step, { signal, onNote });
  }

  async #guide(): Promise<Afterwards> {
    const text = await guideText(this.#request, this.#found?.step);
    return (await showPaged(text, { signal: this.#request.signal })) ? 'redraw' : 'stay';
  }

  async #edit(): Promise<void> {
    const { workspace, step, signal } = this.#request;
    const editor = await findEditor();
    if (!editor) return this.#append('Which editor? Set it once: export EDITOR=nano\n');
    const place = placeToEdit(workspace, step ?? this.#step, this.#found);
    const open = async (): Promise<Afterwards> => {
      if (!(await openEditor(editor, place, signal))) this.#append(`${editor.command} does not start.\n`);
      return 'redraw';
    };
    await (editor.hasWindow ? open() : this.#terminal.lend(open));
  }

  async #goOn(): Promise<void> {
    if (!this.#next) return;
    // Claimed at once: a key that is pressed twice must not leave out a step.
    this.#next = undefined;
    this.#terminal.endProgress();
    const moved = await this.#advance();
    if (this.#closed) return;
    this.#terminal.setFooter(this.#keys());
    // In another terminal somebody went on already: what they are at now is checked.
    if (!moved) return this.#check();
    this.#found = undefined;
    this.#step = moved.to;
    this.#brought.add(moved.added);
    this.#terminal.show(() => introText(moved.to, moved.added, outputPage()), this.#keys());
    // Where nobody presses keys, what the new step makes of the files is the first thing to know.
    if (this.#terminal.hasKeys) await this.#checker.prepare();
    else this.#check();
  }

  #advance() {
    const { workspace, course } = this.#request;
    // Another command may hold the workspace; leaving must not wait for it for ever.
    const signal = this.#closed ? AbortSignal.timeout(LEAVING_MS) : this.#request.signal;
    return advance(workspace, course, { signal, onNote: (text) => this.#terminal.note(text) });
  }
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
