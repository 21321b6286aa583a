import type { BuildResult, Diagnostic } from '../../../model/artifact.ts';
import { type Finding, type Rule, type RuleAbout, rule } from '../rule.ts';
import type { CSource } from '../source/c-source.ts';
import { type Place, placeAt } from '../source/text.ts';
import { type Brackets, pairBrackets } from './brackets.ts';
import { type Scan, scan, type Token } from './tokens.ts';

type FailedBuild = Extract<BuildResult, { status: 'failed' }>;

/** A build that failed, with all that its rules look at. */
export interface Failure {
  readonly program: CSource;
  readonly scan: Scan;
  readonly tokens: readonly Token[];
  readonly brackets: Brackets;
  readonly diagnostics: readonly Diagnostic[];
  /** In the compiler's order. */
  readonly errors: readonly CompilerError[];
  /** The first one: those after it are often only its echoes. */
  readonly first: CompilerError | undefined;
  readonly timedOut: boolean;
}

/** An error with what the compiler says to it. */
export interface CompilerError {
  readonly diagnostic: Diagnostic;
  /** The remarks that follow it and belong to it. */
  readonly notes: readonly Diagnostic[];
  /** In the program's text; undefined for one elsewhere or without a place. */
  readonly offset: number | undefined;
  /** Index of the token at that place, or of the next one behind it; the number of tokens at the end of the text. */
  readonly at: number;
}

/** What a rule says of a failed build. */
export interface Said {
  readonly message: string;
  /** Offset into the program, or a place in another file. */
  readonly at: number | NonNullable<Finding['place']>;
  /** Certain unless said otherwise. */
  readonly confidence?: Finding['confidence'];
}

/**
 * Makes a rule that explains a failed build. One cause is told, the first: of several rules that know something, the
 * one that stands first in the list speaks.
 */
export function compilerRule(
  about: RuleAbout & { readonly explain: (failure: Failure) => Said | undefined },
): Rule {
  const { explain, ...rest } = about;
  return rule({
    ...rest,
    needs: ['failedBuild', 'program'],
    find: ({ failedBuild, program }) => {
      const said = explain(failureOf(failedBuild, program));
      if (said === undefined) return [];
      const { message, at, confidence = 'certain' } = said;
      return [{ message, confidence, place: placeOf(program, at), explains: ['build'] }];
    },
  });
}

function placeOf(program: CSource, at: Said['at']): NonNullable<Finding['place']> {
  if (typeof at === 'number') return placeAt(program, at);
  const { file, line, column } = at;
  return { file, ...(line !== undefined && { line }), ...(column !== undefined && { column }) };
}

const failures = new WeakMap<FailedBuild, Failure>();

/** Reads the program and the compiler's remarks once for all rules. */
export function failureOf(build: FailedBuild, program: CSource): Failure {
  const known = failures.get(build);
  if (known !== undefined) return known;
  const scanned = scan(program.text);
  const { tokens } = scanned;
  const errors = errorsOf(build.diagnostics, program, tokens);
  const failure = {
    program,
    scan: scanned,
    tokens,
    brackets: pairBrackets(tokens),
    diagnostics: build.diagnostics,
    errors,
    first: errors[0],
    timedOut: build.timedOut,
  };
  failures.set(build, failure);
  return failure;
}

function errorsOf(
  diagnostics: readonly Diagnostic[],
  program: CSource,
  tokens: readonly Token[],
): readonly CompilerError[] {
  return diagnostics.flatMap((diagnostic, index): CompilerError[] => {
    if (diagnostic.severity !== 'error') return [];
    const rest = diagnostics.slice(index + 1);
    const next = rest.findIndex(({ severity }) => severity !== 'note');
    const offset = offsetOf(program, diagnostic);
    return [
      { diagnostic, notes: next === -1 ? rest : rest.slice(0, next), offset, at: tokenAt(tokens, offset) },
    ];
  });
}

/** The compiler counts bytes, a text its UTF-16 units. */
export function offsetOf(
  { file, lines, text }: CSource,
  place: Pick<Place, 'file' | 'line' | 'column'>,
): number | undefined {
  const line = lines[place.line - 1];
  if (place.file !== file || line === undefined || place.column === 0) return undefined;
  const start = text.split('\n', place.line - 1).reduce((sum, before) => sum + before.length + 1, 0);
  const before = Buffer.from(line)
    .subarray(0, place.column - 1)
    .toString();
  return start + before.length;
}

/** Index of the token at an offset, or of the next one behind it. */
export function tokenAt(tokens: readonly Token[], offset: number | undefined): number {
  const index = tokens.findIndex(({ to }) => offset !== undefined && to > offset);
  return index === -1 ? tokens.length : index;
}
