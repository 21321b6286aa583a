import type { TracedSyscall } from '../../../../model/check-spec.ts';
import type { CSource } from '../../source/c-source.ts';
import type { CFunction } from '../../source/functions.ts';
import { nodesOf, textOf } from '../../source/text.ts';
import { argumentsOf, copiesOf } from './copies.ts';
import { bare, type Expression, expressionAt, variablesIn } from './expression.ts';
import { reachedBy } from './reach.ts';
import { declarationOf } from './variables.ts';
import { assignedValue } from './writes.ts';

/** One stop on the way back from a member to where its value comes from. */
export interface Step extends Expression {
  /** `declaration`: of a variable on the way, or the head of a function whose result it is. */
  readonly kind: 'value' | 'declaration';
}

/** More than this is no learner's program. */
const MOST_STEPS = 60;

/**
 * The way of a value back through variables, parameters and functions of the program, as it is for one system call:
 * `flags` in handle_open() → `(int)ctx->args[2]` in openat_entry(). The nearest first.
 */
export function traceBack(source: CSource, value: Expression, syscall: TracedSyscall): readonly Step[] {
  const reached = reachedBy(source, syscall);
  const steps: Step[] = [{ ...value, kind: 'value' }];
  const seen = new Set<number>([value.from]);
  for (let at = 0; at < steps.length && steps.length < MOST_STEPS; at++) {
    const step = steps[at];
    if (step?.kind !== 'value') continue;
    for (const next of behind({ source, reached }, step)) {
      if (next.kind === 'value' && seen.has(next.from)) continue;
      seen.add(next.from);
      steps.push(next);
    }
  }
  return steps;
}

interface Way {
  readonly source: CSource;
  readonly reached: ReadonlySet<CFunction>;
}

function behind(way: Way, step: Step): readonly Step[] {
  const variables = variablesIn(step.text).flatMap((name) => behindVariable(way, step.function, name));
  return [...variables, ...behindMembers(way, step), ...behindCalls(way.source, step)];
}

function behindVariable(way: Way, inside: CFunction | undefined, name: string): readonly Step[] {
  const { source } = way;
  const declaration = declarationOf(source, inside, name);
  if (declaration === undefined || /^\(*\s*struct syscall_trace_enter|trace_event_raw/.test(declaration.text))
    return [];
  const own: Step = { ...declaration, kind: 'declaration' };
  if (declaration.kind === 'parameter' && inside !== undefined) {
    return [own, ...behindParameter(way, inside, name)];
  }
  const where = declaration.kind === 'global' ? undefined : inside;
  return [own, ...assignmentsTo(source, name, where), ...copiesTo(source, name, where)];
}

function behindParameter({ source, reached }: Way, inside: CFunction, name: string): readonly Step[] {
  const index = inside.parameters.findIndex((parameter) => parameter.name === name);
  const calls = source.calls.filter(
    (call) => call.callee === inside.name && call.function !== undefined && reached.has(call.function),
  );
  const given = calls.flatMap((call) => argumentsOf(source, call)[index] ?? []);
  return [...given.map(asValue), ...assignmentsTo(source, name, inside)];
}

function assignmentsTo(source: CSource, name: string, inside: CFunction | undefined): readonly Step[] {
  return source.assignments
    .filter(({ target, function: where }) => target === name && (inside === undefined || where === inside))
    .map(({ node }) => asValue(assignedValue(source, node)));
}

/** A buffer that something is copied to. */
function copiesTo(source: CSource, name: string, inside: CFunction | undefined): readonly Step[] {
  return copiesOf(source).flatMap(({ destination, value, call }) => {
    const fits = variablesIn(bare(destination.text).replace(/^&/, ''))[0] === name;
    return fits && value && (inside === undefined || call.function === inside) ? [asValue(value)] : [];
  });
}

/** `saved->flags` was written somewhere as `other.flags`, or by `{ .flags = … }`. */
function behindMembers({ source, reached }: Way, step: Step): readonly Step[] {
  const names = [...step.text.matchAll(/(?:->|\.)\s*([A-Za-z_]\w*)(?!\s*[\w(])/g)].map(([, name]) => name);
  const wanted = names.filter((name) => name !== 'args');
  if (wanted.length === 0) return [];
  const assigned = source.assignments
    .filter(({ member }) => member !== undefined && wanted.includes(member.split('.').at(-1)))
    .map(({ node }) => assignedValue(source, node));
  const initialised = nodesOf(source.tree.topNode, 'InitializerPair').flatMap((node) => {
    const designator = node.getChild('FieldDesignator');
    const value = node.lastChild;
    const name = designator && textOf(source, designator).replace(/^\s*\.\s*/, '');
    return name !== null && value !== null && wanted.includes(name)
      ? [expressionAt(source, value.from, value.to)]
      : [];
  });
  return [...assigned, ...initialised]
    .filter(({ function: inside }) => inside === undefined || reached.has(inside))
    .map(asValue);
}

/** The results of the program's own functions. */
function behindCalls(source: CSource, step: Step): readonly Step[] {
  return source.functions
    .filter(({ name }) => new RegExp(`\\b${name}\\s*\\(`).test(step.text))
    .flatMap((called): Step[] => {
      const head = expressionAt(source, lineStart(source, called.from), called.body.from);
      const results = nodesOf(called.body, 'ReturnStatement').flatMap((node) => {
        const text = expressionAt(source, node.from + 'return'.length, node.to);
        return text.text === ';' ? [] : [asValue(expressionAt(source, text.from, text.to - 1))];
      });
      return [{ ...head, kind: 'declaration' }, ...results];
    });
}

/** `static __always_inline short` stands in front of what the parser takes for the function. */
function lineStart({ text }: CSource, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function asValue(expression: Expression): Step {
  return { ...expression, kind: 'value' };
}
