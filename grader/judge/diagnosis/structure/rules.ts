import type { Rule } from '../rule.ts';
import { addedToLeftovers } from './added-to-leftovers.ts';
import { comparedNotAssigned } from './compared-not-assigned.ts';
import { emptyCondition } from './empty-condition.ts';
import { exitForEnter } from './exit-for-enter.ts';
import { extraTracepoint } from './extra-tracepoint.ts';
import { filterInverted } from './filter-inverted.ts';
import { filterMissing } from './filter-missing.ts';
import { filterUnused } from './filter-unused.ts';
import { filterWrongValue } from './filter-wrong-value.ts';
import { interference } from './interference.ts';
import { memberMisnamed } from './member-misnamed.ts';
import { memberMissing } from './member-missing.ts';
import { memberNotFilled } from './member-not-filled.ts';
import { memberIsPointer, memberTooShort, memberWrongType } from './member-type.ts';
import { neverSubmitted } from './never-submitted.ts';
import { noTracer } from './no-tracer.ts';
import { processMissing } from './process-missing.ts';
import { processNotFilled } from './process-not-filled.ts';
import { sameTracepointTwice } from './same-tracepoint-twice.ts';
import { sentShort } from './sent-short.ts';
import { submittedEarly } from './submitted-early.ts';
import { submittedMoreThanOnce } from './submitted-more-than-once.ts';
import { submittedSometimes } from './submitted-sometimes.ts';
import { timestampChanged } from './timestamp-changed.ts';
import { timestampMissing } from './timestamp-missing.ts';
import { timestampNotTaken } from './timestamp-not-taken.ts';
import { timestampOtherClock } from './timestamp-other-clock.ts';
import { tracepointMissing } from './tracepoint-missing.ts';
import { valueFromKernelRead } from './value-from-kernel-read.ts';

/** What the program does not do, does twice, or does at the wrong place. */
export const STRUCTURE_RULES: readonly Rule[] = [
  interference,
  noTracer,
  sentShort,
  emptyCondition,
  addedToLeftovers,
  comparedNotAssigned,
  exitForEnter,
  sameTracepointTwice,
  tracepointMissing,
  extraTracepoint,
  filterInverted,
  filterWrongValue,
  neverSubmitted,
  submittedMoreThanOnce,
  submittedEarly,
  submittedSometimes,
  filterUnused,
  filterMissing,
  memberIsPointer,
  memberMisnamed,
  memberMissing,
  memberTooShort,
  memberWrongType,
  memberNotFilled,
  processMissing,
  processNotFilled,
  timestampMissing,
  timestampNotTaken,
  timestampOtherClock,
  timestampChanged,
  valueFromKernelRead,
];
