import type { Rule } from '../rule.ts';
import { submittedTwice, usedAfterSubmit } from './after-submit.ts';
import { contextIndex, writesContext } from './context.ts';
import { eventNotReleased } from './event-not-released.ts';
import { exitAtAttach } from './exit-at-attach.ts';
import { loaderCrash, refusedByKernel, unreadableObject } from './fallback.ts';
import { globalFunction } from './global-function.ts';
import { helperNotAllowed } from './helper-not-allowed.ts';
import { licenseMissing, licenseNotGpl } from './license.ts';
import { recursion, tooManyInstructions, unboundedLoop } from './loops.ts';
import { missingNullCheck } from './missing-null-check.ts';
import { missingSection } from './missing-section.ts';
import { misspeltSection } from './misspelt-section.ts';
import { noReturnValue } from './no-return-value.ts';
import { noSuchTracepoint } from './no-such-tracepoint.ts';
import { notAnAddress } from './not-an-address.ts';
import { otherProgramKind } from './other-program-kind.ts';
import { outOfBounds } from './out-of-bounds.ts';
import { pointerArithmetic } from './pointer-arithmetic.ts';
import { readsKernelPointer, readsUserMemory } from './pointers.ts';
import { readsBeyondArguments } from './reads-beyond-arguments.ts';
import { reserveSize } from './reserve-size.ts';
import { ringSize } from './ring-size.ts';
import { stackTooLarge } from './stack-too-large.ts';
import { submitsOtherMemory } from './submits-other-memory.ts';
import { tracerMissing, tracerUnknownMap, tracerUnknownStruct, unusableMarker } from './tracer.ts';
import { uninitialisedStack } from './uninitialised-stack.ts';
import { uninitialisedVariable } from './uninitialised-variable.ts';
import { unknownFunction } from './unknown-function.ts';
import { writesConstant } from './writes-constant.ts';
import { wrongHelperArgument } from './wrong-helper-argument.ts';

/** Why the program is not in the kernel, or not where it should be. */
export const LOAD_RULES: readonly Rule[] = [
  // Before the kernel sees it.
  tracerMissing,
  tracerUnknownMap,
  tracerUnknownStruct,
  unknownFunction,
  ringSize,
  misspeltSection,
  missingSection,
  // What the verifier says of a program, whose cause is outside of the line that it is at.
  noSuchTracepoint,
  otherProgramKind,
  licenseMissing,
  licenseNotGpl,
  globalFunction,
  uninitialisedVariable,
  // What it says of a line.
  missingNullCheck,
  submittedTwice,
  usedAfterSubmit,
  submitsOtherMemory,
  eventNotReleased,
  reserveSize,
  outOfBounds,
  uninitialisedStack,
  readsUserMemory,
  readsKernelPointer,
  notAnAddress,
  writesContext,
  contextIndex,
  writesConstant,
  helperNotAllowed,
  wrongHelperArgument,
  pointerArithmetic,
  unboundedLoop,
  tooManyInstructions,
  recursion,
  stackTooLarge,
  noReturnValue,
  // Where it is to be attached.
  exitAtAttach,
  readsBeyondArguments,
  // Where no other knows.
  unusableMarker,
  unreadableObject,
  loaderCrash,
  refusedByKernel,
];
