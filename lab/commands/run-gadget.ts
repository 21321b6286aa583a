import { type FollowResult, followGadget, type LoadedGadget } from '../../grader/engine/follow.ts';
import { NO_METADATA } from '../../grader/gadget/metadata/metadata.ts';
import type { Refusal } from '../../grader/model/capture.ts';
import { EXIT_CODES } from '../../grader/model/error.ts';
import type { ModuleFault } from '../../grader/model/module.ts';
import { clean } from '../../grader/report/text.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Painter, painterFor } from '../terminal/paint.ts';
import { createProgress } from '../terminal/progress.ts';
import { buildText, causesText, refusalText } from './failure-text.ts';
import type { BuiltGadget } from './run-build.ts';
import { chooseRun, type RunChoices, type RunOptions } from './run-choices.ts';
import { faultText, gadgetTitle, type ModuleLog, moduleLog } from './run-messages.ts';
import { type EventPrinter, modulePrinter, plainPrinter } from './run-printer.ts';
import { prepareTarget, type RunTarget } from './run-target.ts';

export interface RunRequest {
  readonly target: RunTarget;
  readonly options: RunOptions;
  /** What the command line holds besides the lab's own options: `--pid`, `123`. */
  readonly words: readonly string[];
  /** The lab's own options. */
  readonly ownOptions: readonly string[];
}

/** Builds the gadget and shows its events until it is told to stop. Gives back the exit code. @throws LabError */
export async function runGadgetLive(request: RunRequest, surroundings: Surroundings): Promise<number> {
  const paint = painterFor(process.stderr);
  const progress = createProgress();
  const { gadget, diagnostics, diagnoses } = await prepareTarget(
    request.target,
    surroundings.signal,
    progress.stage,
  ).finally(progress.end);
  if (diagnostics.length > 0) say(buildText(diagnostics, paint));
  if (diagnoses.length > 0) say(causesText(diagnoses, paint));
  if (!gadget) return 1;
  if (request.target.kind === 'image' && request.target.options.mindsSignature) note(UNSIGNED, paint);
  const choices = chooseRun(request.options, gadget.metadata?.said ?? NO_METADATA);
  const run = new LiveRun(gadget, choices, surroundings, paint);
  const result = await run.follow(request);
  if (result.kind === 'refused') say(await whyRefused(result.refusal, gadget, request, paint));
  else if (result.missing) note(missingText(result.missing, result.delivered), paint);
  if (run.fault && gadget.module) say(faultText(gadget.module.source, run.fault, paint));
  if (surroundings.signal.aborted) return EXIT_CODES.interrupted;
  return result.kind === 'refused' || run.fault ? 1 : 0;
}

async function whyRefused(
  refusal: Refusal,
  { program }: BuiltGadget,
  { options: { verifierLog = false } }: RunRequest,
  paint: Painter,
): Promise<string> {
  const { explain } = await import('../../grader/judge/diagnosis/explain.ts');
  return refusalText(refusal, { diagnoses: explain({ program, refusal }), verifierLog }, paint);
}

const UNSIGNED =
  'the digests of this image were verified, signatures never are; `ig run` takes an unsigned image only with --verify-image=false.';

/** Milliseconds that a module has for its last words. */
const GRACE_MS = 1500;
const KILLED = new Error('the run is over');

function unlessKilled(error: unknown): void {
  if (error !== KILLED) throw error;
}

/** One run, from the engine's events to the text on standard output. */
class LiveRun {
  readonly #gadget: BuiltGadget;
  readonly #choices: RunChoices;
  readonly #surroundings: Surroundings;
  readonly #paint: Painter;
  readonly #log: ModuleLog;
  #printer: Promise<EventPrinter> | undefined;
  /** Everything that was shown so far is written when this resolves. */
  #shown: Promise<void> = Promise.resolve();
  #stop: () => void = () => {};
  /** Given when the run is over and the module, some time later, still is not. */
  readonly #kill = new AbortController();
  fault: ModuleFault | undefined;

  constructor(gadget: BuiltGadget, choices: RunChoices, surroundings: Surroundings, paint: Painter) {
    this.#gadget = gadget;
    this.#choices = choices;
    this.#surroundings = surroundings;
    this.#paint = paint;
    this.#log = moduleLog(say, paint);
  }

  async follow({ words, ownOptions, options }: RunRequest): Promise<FollowResult> {
    const { artifact, metadata } = this.#gadget;
    const { host, containerName } = this.#choices;
    const declared = (metadata?.said ?? NO_METADATA).params;
    const following = followGadget({
      object: artifact.object,
      host,
      containerName,
      params: { words, options: ownOptions, declared },
      onLoaded: (loaded) => this.#load(loaded),
      onAttached: () => this.#listening(),
      onEvents: (events) => this.#next((printer) => printer.show(events)),
      ready: () => this.#shown,
    });
    let grace: NodeJS.Timeout | undefined;
    const stop = (): void => {
      following.stop();
      grace ??= setTimeout(() => this.#kill.abort(KILLED), GRACE_MS);
    };
    this.#stop = stop;
    const { signal, outputClosed } = this.#surroundings;
    for (const end of [signal, outputClosed]) end.addEventListener('abort', stop);
    const timer = options.timeout > 0 ? setTimeout(stop, options.timeout * 1000) : undefined;
    try {
      return await following.result;
    } finally {
      clearTimeout(timer);
      await this.#end().finally(() => clearTimeout(grace));
    }
  }

  #load(loaded: LoadedGadget): void {
    const { module, metadata } = this.#gadget;
    const needs = {
      gadget: loaded,
      output: { mode: this.#choices.mode, fields: this.#choices.fields, width: terminalWidth() },
      host: this.#choices.host,
      metadata,
      onNote: ({ message }: { readonly message: string }) => note(message, this.#paint),
      onLog: this.#log.say,
      onFault: (fault: ModuleFault) => {
        this.fault = fault;
        this.#stop();
      },
      write: (text: string) => this.#write(text),
      kill: this.#kill.signal,
    };
    this.#printer = module ? modulePrinter(module, needs) : Promise.resolve(plainPrinter(needs));
    this.#next(async ({ header }) => {
      const hidden = header !== '' && header.trim() === '';
      if (hidden) note('every column of this gadget is hidden; --fields +timestamp shows one.', this.#paint);
      else await this.#write(header);
    });
  }

  #listening(): void {
    if (!process.stderr.isTTY || this.fault) return;
    const title = gadgetTitle(this.#gadget.metadata?.said ?? NO_METADATA);
    if (title !== '') say(title);
    say(this.#paint('dim', 'Listening. Open files in a container to see events; Ctrl-C ends.'));
  }

  /** What is to be done with the printer comes one after another. */
  #next(work: (printer: EventPrinter) => Promise<void>): void {
    const printer = this.#printer;
    if (!printer) return;
    this.#shown = this.#shown.then(async () => work(await printer)).catch(unlessKilled);
    // Whoever waits for it gets to know; nobody may be waiting yet.
    this.#shown.catch(() => {});
  }

  async #end(): Promise<void> {
    const printer = await this.#printer?.catch(() => undefined);
    await printer?.end().catch(unlessKilled);
    if (this.#kill.signal.aborted) note('the module did not come to an end, and was ended.', this.#paint);
    this.#log.end();
  }

  async #write(text: string): Promise<void> {
    const { outputClosed } = this.#surroundings;
    if (text === '' || outputClosed.aborted || process.stdout.write(shown(text))) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        process.stdout.off('drain', done);
        outputClosed.removeEventListener('abort', done);
        resolve();
      };
      process.stdout.on('drain', done);
      outputClosed.addEventListener('abort', done);
    });
  }
}

/** Raw for programs, as upstream; no terminal obeys what a file's name holds. */
function shown(text: string): string {
  return process.stdout.isTTY ? text.split('\n').map(clean).join('\n') : text;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function note(text: string, paint: Painter): void {
  say(`${paint('yellow', 'note:')} ${text}`);
}

function terminalWidth(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns || 80 : undefined;
}

function missingText(missing: bigint, delivered: bigint): string {
  return `${missing} opens gave no event (${delivered} did): the gadget left them out, or its ring was full.`;
}
