import type { Diagnostic } from '../../../../model/artifact.ts';
import type { ModuleBuild } from '../../../../model/module.ts';
import type { Evidence } from '../../evidence.ts';
import { type Finding, type Rule, type RuleAbout, rule } from '../../rule.ts';
import type { GoSource } from '../../source/go-source.ts';
import type { Place } from '../../source/text.ts';
import { wholeModule } from '../explains.ts';
import { at } from '../place.ts';

/** Of what Go says, the error that the others may follow from, and what Go added to it. */
export interface GoError extends Diagnostic {
  /** Every remark of the build. */
  readonly all: readonly Diagnostic[];
}

/** What Go says in vain as long as something else is wrong: the use that it misses may be in what it cannot read. */
const ECHO = /^declared and not used: |imported (?:as \S+ )?and not used$|^missing return$/;
/** Said of a function within a function, which is an echo of the brace that is missing before. */
const MISPLACED = /^misplaced go:wasmexport directive$/;
/** Further errors of code that was cut off wherever Go lost the thread. */
const SYNTAX = /^syntax error: /;

/** The decisive one of a build that failed; undefined where there is none. */
export function firstError(build: ModuleBuild): GoError | undefined {
  if (build.status !== 'failed' || build.timedOut) return undefined;
  const all = build.diagnostics;
  const errors = all.filter(({ severity }) => severity === 'error');
  const hasSyntax = errors.some(({ message }) => SYNTAX.test(message));
  const first =
    errors.find(({ message }) => !ECHO.test(message) && !(hasSyntax && MISPLACED.test(message))) ??
    errors.find(({ message }) => !message.startsWith('declared')) ??
    errors[0];
  return first && { ...first, all };
}

/** What a rule says of an error: the message, and the place where that is not the error's own. */
export interface Explanation {
  readonly message: string;
  readonly place?: Place | undefined;
}

/** A rule about what Go says first. It has the source, where that could be read. */
export function goRule(
  about: RuleAbout & {
    readonly explain: (error: GoError, source: GoSource) => Explanation | undefined;
  },
): Rule {
  const { explain, ...rest } = about;
  return rule({
    ...rest,
    needs: ['module', 'goProgram'],
    find: (evidence) => {
      const { module, goProgram } = evidence;
      const error = firstError(module.build);
      // What is wrong with go.mod has its own words.
      if (error === undefined || error.file !== goProgram.file) return [];
      const found = explain(error, goProgram);
      return found === undefined ? [] : [toFinding(found, error, evidence)];
    },
  });
}

function toFinding({ message, place }: Explanation, error: GoError, evidence: Evidence): Finding {
  return {
    message,
    confidence: 'certain',
    place: place === undefined ? placeOf(error, evidence.goProgram) : at(place),
    explains: wholeModule(evidence),
  };
}

/** `line` 0 stands for none; the end of a file may be one line behind its last. */
export function placeOf(
  { file, line, column }: Diagnostic,
  source: GoSource | undefined,
): NonNullable<Finding['place']> {
  if (line === 0) return { file };
  const last = source?.lines.length ?? line;
  return line > last ? { file, line: last, column: 1 } : { file, line, column: Math.max(column, 1) };
}
