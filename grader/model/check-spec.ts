import type { Syscall } from './scenario.ts';

interface CheckCommon {
  /** Kebab-case, unique within the step. */
  readonly id: string;
  readonly title: string;
  /** Ids of checks (of this step) that must have passed; otherwise this one is not run. */
  readonly needs: readonly string[];
}

/** What is verified. Every kind is one file in `grader/judge/checks/`. */
export type CheckSpec = CheckCommon &
  (
    | { readonly kind: 'builds' }
    | { readonly kind: 'loads' }
    /** Every witnessed call of these system calls has an event: none is missing. */
    | { readonly kind: 'complete'; readonly syscalls: readonly TracedSyscall[] }
    /** No witnessed call of these system calls has two events. */
    | { readonly kind: 'once'; readonly syscalls: readonly TracedSyscall[] }
    /** No event comes from another container, from the host, or from nowhere. */
    | { readonly kind: 'confined' }
    /** The timestamp comes from `bpf_ktime_get_boot_ns` and lies within the call's window. */
    | { readonly kind: 'timestamp' }
    /** The event struct has such a member; `type` is a C name, typedef or struct tag. */
    | ({ readonly kind: 'member' } & MemberSpec)
    /** The path bytes are read with a reader of user memory, not of kernel memory. */
    | { readonly kind: 'userMemory'; readonly field: FieldRef }
    /** The field equals what the witness saw, for every paired event that `where` selects. */
    | {
        readonly kind: 'equals';
        readonly field: FieldRef;
        readonly witness: WitnessField;
        readonly where: WitnessFilter;
      }
    /** The module compiles. `draft`: variables that are declared and not used are forgiven. */
    | { readonly kind: 'moduleBuilds'; readonly standard: ModuleStandard }
    /** The module loads, its gadgetInit, gadgetPreStart and gadgetStart return 0, and nothing breaks on the way. */
    | { readonly kind: 'moduleStarts' }
    /** The module added such a field. */
    | ({ readonly kind: 'addsField' } & AddedFieldSpec)
    /** The module subscribed to the data source. */
    | { readonly kind: 'subscribes'; readonly dataSource: string }
    /** Every call of the module's callbacks came back, and so did what is called when the gadget stops. */
    | { readonly kind: 'returns' }
    /** The module changed none of the fields that the eBPF program sent. */
    | { readonly kind: 'untouched' }
    /** The added field was set: it is not empty in every event. */
    | { readonly kind: 'filled'; readonly field: string }
    /** The added field holds the names of the flags that the witness saw, as far as `part` goes. */
    | ({ readonly kind: 'decodes' } & DecodesSpec)
    /** The image that share.yaml names is a gadget's, whole, and has a program for amd64 and for arm64. */
    | { readonly kind: 'imageFormed' }
    /** Its name is in a registry that is the learner's to use, and nobody else will take it. */
    | { readonly kind: 'imageShareable' }
    /** The registry has it; where none can be asked, the archive share.oci.tar counts. */
    | { readonly kind: 'imagePushed' }
    /** The digest in share.yaml is the image's. */
    | { readonly kind: 'digestDeclared' }
  );

export type CheckKind = CheckSpec['kind'];

/** The kinds that look at the gadget's WASM module. */
export const MODULE_CHECK_KINDS = [
  'moduleBuilds',
  'moduleStarts',
  'addsField',
  'subscribes',
  'returns',
  'untouched',
  'filled',
  'decodes',
] as const satisfies readonly CheckKind[];
export type ModuleCheckKind = (typeof MODULE_CHECK_KINDS)[number];
export type ModuleCheckSpec = Extract<CheckSpec, { kind: ModuleCheckKind }>;

export function isModuleCheck(spec: CheckSpec): spec is ModuleCheckSpec {
  return MODULE_CHECK_KINDS.some((kind) => kind === spec.kind);
}

/** The kinds that look at the image that share.yaml names. */
export const IMAGE_CHECK_KINDS = [
  'imageFormed',
  'imageShareable',
  'imagePushed',
  'digestDeclared',
] as const satisfies readonly CheckKind[];
export type ImageCheckKind = (typeof IMAGE_CHECK_KINDS)[number];
export type ImageCheckSpec = Extract<CheckSpec, { kind: ImageCheckKind }>;

export function isImageCheck(spec: CheckSpec): spec is ImageCheckSpec {
  return IMAGE_CHECK_KINDS.some((kind) => kind === spec.kind);
}

/** `draft` forgives variables that are declared and not used; Go itself, and so Inspektor Gadget, is `strict`. */
export const MODULE_STANDARDS = ['draft', 'strict'] as const;
export type ModuleStandard = (typeof MODULE_STANDARDS)[number];

export interface AddedFieldSpec {
  readonly dataSource: string;
  readonly name: string;
  /** As in {@link AddedField.kind} of module.ts: `string`, `int32`, … */
  readonly type: string;
}

/** What of a text such as `O_WRONLY|O_CREAT` a check looks at; each part may be right where another is wrong. */
export const DECODED_PARTS = ['accessMode', 'names', 'separator'] as const;
export type DecodedPart = (typeof DECODED_PARTS)[number];

export interface DecodesSpec {
  /** The field that the module added. */
  readonly field: string;
  readonly part: DecodedPart;
  readonly where: WitnessFilter;
  /** So many different values of the flags must be among the calls that `where` selects. */
  readonly distinct: number;
}

export interface MemberSpec {
  /** Required name; left out where the learner may choose it. */
  readonly name?: string;
  /** A C type name: `char`, `int`, a typedef such as `gadget_timestamp`, or a struct tag. */
  readonly type: string;
  /** For arrays: the smallest number of elements. */
  readonly atLeast?: number;
}

/**
 * A field of the learner's event: by name (`filename`), or inside the first member that has the struct or
 * typedef `inside` (`{ inside: "gadget_process", name: "creds.uid" }`), whatever that member is called.
 */
export type FieldRef = string | { readonly inside: string; readonly name: string };

/** What a witness record knows that an event can be compared with. */
export const WITNESS_FIELDS = [
  'path',
  'flags',
  'mode',
  'comm',
  'pid',
  'tid',
  'uid',
  'gid',
  'mntns',
  'parentComm',
  'parentPid',
] as const;
export type WitnessField = (typeof WITNESS_FIELDS)[number];

/** The system calls that the witness records. */
export type TracedSyscall = Exclude<Syscall, 'openat2'>;

/** short: 1–7 bytes (fits a pointer's size); long: more; the rest as they say. */
export const PATH_CLASSES = [
  'short',
  'long',
  'empty',
  'non-utf8',
  'unreadable',
  'relative',
  'absolute',
] as const;
export type PathClass = (typeof PATH_CLASSES)[number];

/** Selects witness records; what is left out selects all. */
export interface WitnessFilter {
  readonly syscall?: TracedSyscall;
  readonly paths?: readonly PathClass[];
}
