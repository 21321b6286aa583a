import type { Diagnostic } from './artifact.ts';

/** Where in the workspace the learner says what they shared, and where the image itself may lie. */
export const SHARE_FILE = 'share.yaml';
export const SHARE_ARCHIVE = 'share.oci.tar';

/** What the learner says that they shared: share.yaml in the workspace. */
export interface ShareFile {
  readonly exists: boolean;
  /** As it is written; undefined where it is missing or empty. */
  readonly image: string | undefined;
  readonly digest: string | undefined;
  /** Where the values stand, from 1. */
  readonly places: Readonly<
    Partial<Record<'image' | 'digest', { readonly line: number; readonly column: number }>>
  >;
  /** What cannot be read of it; with an error among them nothing of it is to be used. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The image's name, completed as `ig` completes it (`open` → `ghcr.io/inspektor-gadget/gadget/open:latest`). The
 * repository is registry and path, `full` ends with tag or digest.
 */
export type SharedName =
  | { readonly kind: 'name'; readonly registry: string; readonly repository: string; readonly full: string }
  | { readonly kind: 'bad'; readonly message: string }
  | { readonly kind: 'missing' };

/** What the registry answered when it was asked for the image by its name. Messages are one sentence. */
export type RegistryAnswer =
  | { readonly kind: 'has'; readonly digest: string }
  | { readonly kind: 'absent' | 'denied' | 'unreachable'; readonly message: string }
  /** There is no name to ask for. */
  | { readonly kind: 'notAsked' };

/** `archive`: share.oci.tar in the workspace, for where no registry can be reached; `store`: not pushed yet. */
export type SharedFrom = 'registry' | 'archive' | 'store';

/** The image that is graded. Nothing of one that is `refused` is looked into or run. */
export type SharedImage =
  | {
      readonly kind: 'image';
      readonly from: SharedFrom;
      /** Of the index. */
      readonly digest: string;
      /** Those that it has an eBPF program for: `amd64`, `arm64`. */
      readonly architectures: readonly string[];
      /** What the index lists; learners take one of these digests for the image's. */
      readonly manifests: readonly { readonly architecture: string; readonly digest: string }[];
      /** The eBPF object for this machine; undefined where the image has none. */
      readonly program: Uint8Array | undefined;
    }
  | { readonly kind: 'refused'; readonly from: SharedFrom; readonly message: string }
  | { readonly kind: 'none' };

/** Everything about a shared gadget that can be judged. */
export interface ShareOutcome {
  readonly declared: ShareFile;
  readonly name: SharedName;
  readonly registry: RegistryAnswer;
  readonly image: SharedImage;
  readonly durationMs: number;
}
