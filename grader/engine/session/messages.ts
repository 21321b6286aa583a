import type { DeclaredParams } from '../../gadget/metadata/metadata.ts';
import type { GadgetParam } from '../../gadget/params/param.ts';
import type { ContainerFacts, ObjectFacts, Refusal, RunContext, StageDuration } from '../../model/capture.ts';
import type { ErrorKind } from '../../model/error.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { ContainerChoice } from '../engine.ts';

/** What the parent may say, in this order; the end of its stream means `dispose`. */
export type Request =
  /** Only remove what killed sessions left. */
  | { readonly type: 'sweep' }
  | { readonly type: 'prepare'; readonly scenario: Scenario; readonly container: ContainerChoice }
  | { readonly type: 'capture'; readonly object: Uint8Array }
  | { readonly type: 'follow'; readonly options: FollowOptions; readonly object: Uint8Array }
  /** Nothing is loaded: which parameters has it? */
  | { readonly type: 'describe'; readonly object: Uint8Array; readonly declared: DeclaredParams };

/** What the session answers. After `captured`, `refused` or `error` nothing else but `batch` follows. */
export type Reply =
  | { readonly type: 'stage'; readonly stage: string }
  | { readonly type: 'captured'; readonly raw: RawCapture }
  | {
      readonly type: 'refused';
      readonly refusal: Refusal;
      readonly kernel: string;
      readonly container: RunContext['container'];
      readonly durations: readonly StageDuration[];
    }
  | {
      readonly type: 'following';
      readonly object: ObjectFacts;
      readonly bootOffset: bigint;
      /** Values of the module's parameters, by key. */
      readonly moduleParams: Readonly<Record<string, string>>;
    }
  | { readonly type: 'described'; readonly params: readonly GadgetParam[] }
  /** The gadget listens. */
  | { readonly type: 'attached' }
  | { readonly type: 'batch'; readonly dataSource: string; readonly records: Uint8Array }
  /** A mount namespace's number begins a new life: what was known of it holds no more. */
  | { readonly type: 'newcomer'; readonly mntns: bigint }
  | { readonly type: 'container'; readonly facts: ContainerFacts }
  /** A mount namespace turned out to be no container's, or not that of the container asked for. */
  | { readonly type: 'notContainer'; readonly mntns: bigint }
  /** At the end: events that the rings gave, and opens that the filter let through (where it could be counted). */
  | { readonly type: 'counts'; readonly delivered: bigint; readonly made: bigint | undefined }
  | { readonly type: 'error'; readonly error: SentError };

export interface FollowOptions {
  /** Show everything, not only containers. */
  readonly host: boolean;
  /** Only the container of this name. */
  readonly containerName: string | undefined;
  readonly params: GivenParams;
}

/** The gadget's parameters, as far as they are known without its object. */
export interface GivenParams {
  /** What the command line holds besides the lab's own options: `--pid`, `123`. */
  readonly words: readonly string[];
  /** The lab's own options, for a word that is meant to be one of them: `--output`. */
  readonly options: readonly string[];
  /** What gadget.yaml says of them. */
  readonly declared: DeclaredParams;
}

export interface SentError {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  /** For bugs only. */
  readonly stack?: string | undefined;
}

/** A capture as it leaves the session: records still packed as the drains gave them. */
export interface RawCapture {
  readonly object: ObjectFacts;
  readonly drained: readonly Drained[];
  /** Packed witness records: those of this run, and the rest of the machine's. */
  readonly witnessed: Uint8Array;
  readonly elsewhere: Uint8Array;
  readonly witnessLost: number;
  readonly serial: boolean;
  readonly traced: ContainerFacts;
  readonly foreign: ContainerFacts;
  readonly bootOffset: bigint;
  readonly kernel: string;
  readonly architecture: string;
  readonly durations: readonly StageDuration[];
}

/** What came out of one tracer's ring. */
export interface Drained {
  readonly dataSource: string;
  readonly records: Uint8Array;
  readonly ringSize: number;
  readonly peak: number;
  readonly dropped: number;
}
