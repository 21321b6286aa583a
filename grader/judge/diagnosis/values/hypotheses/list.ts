import type { Hypothesis } from '../hypothesis.ts';
import { address } from './address.ts';
import { byteSwapped } from './byte-swapped.ts';
import { cleared } from './cleared.ts';
import { otherClock } from './clock.ts';
import { constant } from './constant.ts';
import { earlierEvent } from './earlier.ts';
import { inverted } from './inverted.ts';
import { masked } from './masked.ts';
import { neighbour } from './neighbour.ts';
import { offset } from './offset.ts';
import { otherArgument } from './other-argument.ts';
import { otherField } from './other-field.ts';
import { otherNamespace } from './other-namespace.ts';
import { shifted } from './shifted.ts';
import { sometimesSet } from './sometimes.ts';
import { textCut } from './text-cut.ts';
import { textOtherArgument } from './text-other-argument.ts';
import { textShifted } from './text-shifted.ts';
import { textWithoutEnd } from './text-without-end.ts';
import { signExtended, truncated } from './truncated.ts';

/** Every idea of what a wrong value is. Several may speak by one id. */
export const HYPOTHESES: readonly Hypothesis[] = [
  otherArgument,
  otherField,
  otherNamespace,
  constant,
  cleared,
  earlierEvent,
  truncated,
  signExtended,
  masked,
  shifted,
  byteSwapped,
  offset,
  inverted,
  address,
  otherClock,
  neighbour,
  sometimesSet,
  textOtherArgument,
  textCut,
  textWithoutEnd,
  textShifted,
];
