import type {
  CheckKind,
  CheckSpec,
  ImageCheckKind,
  ImageCheckSpec,
  ModuleCheckKind,
} from '../../model/check-spec.ts';
import type { ShareOutcome } from '../../model/share.ts';
import type { Facts } from '../facts.ts';
import type { ModuleFacts } from '../module-facts.ts';
import type { Outcome } from '../outcome.ts';
import { addsField } from './adds-field.ts';
import { builds } from './builds.ts';
import { complete } from './complete.ts';
import { confined } from './confined.ts';
import { decodes } from './decodes.ts';
import { digestDeclared } from './digest-declared.ts';
import { equals } from './equals.ts';
import { filled } from './filled.ts';
import { imageFormed } from './image-formed.ts';
import { imagePushed } from './image-pushed.ts';
import { imageShareable } from './image-shareable.ts';
import { loads } from './loads.ts';
import { member } from './member.ts';
import { moduleBuilds } from './module-builds.ts';
import { moduleStarts } from './module-starts.ts';
import { once } from './once.ts';
import { returns } from './returns.ts';
import { subscribes } from './subscribes.ts';
import { timestamp } from './timestamp.ts';
import { untouched } from './untouched.ts';
import { userMemory } from './user-memory.ts';

/** Kinds that look at what came before there was a capture. */
type EarlyCheckKind = 'builds' | 'loads' | 'moduleBuilds';
/** Kinds that look at a capture. */
export type CaptureCheckKind = Exclude<CheckKind, EarlyCheckKind | ImageCheckKind | ModuleCheckKind>;
export type CaptureCheckSpec = Extract<CheckSpec, { kind: CaptureCheckKind }>;
/** Kinds that look at what a module made of a capture. */
export type ModuleRunCheckKind = Exclude<ModuleCheckKind, EarlyCheckKind>;

type SpecOf = { readonly [Kind in CheckKind]: Extract<CheckSpec, { kind: Kind }> };
type CaptureChecks = {
  readonly [Kind in CaptureCheckKind]: (spec: SpecOf[Kind], facts: Facts) => Outcome;
};

/** One entry per kind: a new kind without a file of its own does not compile. */
const CAPTURE_CHECKS: CaptureChecks = { complete, once, confined, timestamp, member, userMemory, equals };

type ModuleChecks = {
  readonly [Kind in ModuleRunCheckKind]: (spec: SpecOf[Kind], facts: ModuleFacts) => Outcome;
};

const MODULE_CHECKS: ModuleChecks = {
  moduleStarts,
  addsField,
  subscribes,
  returns,
  untouched,
  filled,
  decodes,
};

const IMAGE_CHECKS: { readonly [Kind in ImageCheckKind]: (share: ShareOutcome) => Outcome } = {
  imageFormed,
  imageShareable,
  imagePushed,
  digestDeclared,
};

export { builds, loads, moduleBuilds };

/** Makes a check of a shared image. */
export function checkImage({ kind }: ImageCheckSpec, share: ShareOutcome): Outcome {
  return IMAGE_CHECKS[kind](share);
}

/** Makes a check over a capture. */
export function checkCapture<Kind extends CaptureCheckKind>(
  spec: { readonly [K in Kind]: { readonly kind: K } & SpecOf[K] }[Kind],
  facts: Facts,
): Outcome {
  return CAPTURE_CHECKS[spec.kind](spec, facts);
}

/** Makes a check over a module's run. */
export function checkModule<Kind extends ModuleRunCheckKind>(
  spec: { readonly [K in Kind]: { readonly kind: K } & SpecOf[K] }[Kind],
  facts: ModuleFacts,
): Outcome {
  return MODULE_CHECKS[spec.kind](spec, facts);
}
