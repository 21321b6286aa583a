import type { Refusal } from '../../../model/capture.ts';
import { type Finding, type Rule, type RuleAbout, rule } from '../rule.ts';
import type { CSource } from '../source/c-source.ts';
import type { Place } from '../source/text.ts';
import { type Code, codeOf } from '../structure/code.ts';
import { readLog, type VerifierLog } from './verifier-log.ts';

/** A refused program: what the verifier said, and what the learner wrote. */
export interface Scene {
  readonly refusal: Refusal;
  readonly program: CSource;
  readonly code: Code;
  readonly log: VerifierLog;
  /** Where the path ends: the instruction that the verifier refuses; -1 where it followed none. */
  readonly end: number;
}

const logs = new WeakMap<Refusal, VerifierLog | undefined>();

/** Every rule asks for it; it is read once. */
export function logOf(refusal: Refusal): VerifierLog | undefined {
  if (!logs.has(refusal)) logs.set(refusal, readLog(refusal.verifierLog));
  return logs.get(refusal);
}

/** Makes a rule that is asked where the verifier refused a program whose source is there. */
export function verifierRule(
  about: RuleAbout & { readonly find: (scene: Scene) => readonly Finding[] },
): Rule {
  const { find, ...rest } = about;
  return rule({
    ...rest,
    needs: ['refusal', 'program'],
    find: ({ refusal, program }) => {
      const log = refusal.stage === 'load' ? logOf(refusal) : undefined;
      if (log === undefined) return [];
      return find({ refusal, program, code: codeOf(program), log, end: log.path.length - 1 });
    },
  });
}

/** What keeps the program out of the kernel. */
export function refused(
  message: string,
  place?: Place | Pick<Place, 'file'>,
  confidence: Finding['confidence'] = 'certain',
): readonly Finding[] {
  return [{ message, confidence, explains: ['load'], ...(place && { place: placeOnly(place) }) }];
}

function placeOnly(place: Place | Pick<Place, 'file'>) {
  if (!('line' in place)) return { file: place.file };
  return { file: place.file, line: place.line, column: place.column };
}
