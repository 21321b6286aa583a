import type { ModuleStandard } from '../../model/check-spec.ts';
import type { ModuleBuild } from '../../model/module.ts';
import type { Outcome } from '../outcome.ts';
import { count } from '../text.ts';

/** The module compiles. Go's refusal of unused variables counts for the standard `strict` only. */
export function moduleBuilds(spec: { readonly standard: ModuleStandard }, build: ModuleBuild): Outcome {
  const expected =
    spec.standard === 'draft' ? 'the module compiles to WASM' : 'Go compiles the module as it is';
  if (build.status === 'absent')
    return { status: 'failed', expected, actual: build.reason.replace(/\.$/, '') };
  if (build.status === 'failed') return { status: 'failed', expected, ...whyFailed(build) };
  const { unused } = build.module;
  if (unused.length === 0) return { status: 'passed', expected };
  const what = count(unused.length, 'variable is', 'variables are');
  if (spec.standard === 'draft') {
    const remark = `${what} declared and not used. Go refuses that; half-finished work is graded all the same.`;
    return { status: 'passed', expected, remark };
  }
  return { status: 'failed', expected, actual: `${what} declared and not used` };
}

type FailedBuild = Extract<ModuleBuild, { status: 'failed' }>;

function whyFailed({ diagnostics, timedOut }: FailedBuild): { readonly actual: string } {
  if (timedOut) return { actual: 'Go did not come to an end in time' };
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return { actual: 'Go failed without a word' };
  const where = first.line === 0 ? first.file : `${first.file}:${first.line}`;
  return { actual: `${count(errors.length, 'error')}, the first at ${where}` };
}
