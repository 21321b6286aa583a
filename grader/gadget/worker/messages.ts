import type { ContainerFacts, TracerFacts } from '../../model/capture.ts';
import type { AddedField, LogLine, ModuleFault, ProcessedEvent } from '../../model/module.ts';
import type { GadgetMetadata } from '../metadata/metadata.ts';
import type { Note, OutputOptions } from '../pipeline.ts';
import type { PackedEvents } from './pack-events.ts';

/** What the lab asks of the module's process: one `load`, then events, then the end. */
export type Request =
  | { readonly type: 'load'; readonly job: ModuleJob }
  | { readonly type: 'events'; readonly events: PackedEvents; readonly containers: readonly KnownContainer[] }
  | { readonly type: 'end' };

export interface ModuleJob {
  readonly module: Uint8Array;
  readonly tracers: readonly TracerFacts[];
  /** Wall clock minus boot clock, ns. */
  readonly bootOffset: bigint;
  /** Values of the module's parameters, by key. */
  readonly params: Readonly<Record<string, string>>;
  /** Whether events from outside of containers are wanted as well. */
  readonly host: boolean;
  readonly purpose: Purpose;
}

/** What to do with events: tell what the module made of them, or print them. */
export type Purpose =
  | { readonly kind: 'observe' }
  | {
      readonly kind: 'print';
      readonly output: OutputOptions;
      readonly metadata: { readonly said: GadgetMetadata; readonly file: string } | undefined;
    };

/** What is known of a mount namespace from here on; undefined: it is no container's any more. */
export type KnownContainer = readonly [mntns: bigint, facts: ContainerFacts | undefined];

/** What the module's process answers. */
export type Reply =
  /** No root any more, everything loaded. */
  | { readonly type: 'ready' }
  | { readonly type: 'started'; readonly header: string; readonly made: Made }
  | { readonly type: 'log'; readonly line: LogLine }
  | { readonly type: 'output'; readonly text: string }
  | { readonly type: 'note'; readonly note: Note }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'processed'; readonly events: readonly ProcessedEvent[] }
  /** The events of one request are done. */
  | { readonly type: 'taken' }
  | { readonly type: 'ended' }
  /** The last word. */
  | { readonly type: 'fault'; readonly fault: ModuleFault; readonly made?: Made }
  /** The lab's own trouble, not the module's: it cannot give up root's rights (`setup`), or a bug. */
  | { readonly type: 'failed'; readonly at: 'setup' | 'run'; readonly message: string };

/** What the module did to the gadget's data sources. */
export interface Made {
  readonly fields: readonly AddedField[];
  /** Names of the data sources that it subscribed to. */
  readonly subscriptions: readonly string[];
}
