import { findField } from '../../gadget/decode/find-field.ts';
import type { ProgramFacts } from '../../model/capture.ts';
import type { FieldRef } from '../../model/check-spec.ts';
import { deliveringPrograms } from '../attached.ts';
import { helperName } from '../bpf-helpers.ts';
import type { Facts } from '../facts.ts';
import { nothingPaired, type Outcome } from '../outcome.ts';
import { listShort } from '../text.ts';
import { fieldName } from '../values.ts';

/** bpf_probe_read_user, bpf_probe_read_user_str */
const USER_READERS: readonly number[] = [112, 114];
/** bpf_probe_read, bpf_probe_read_str: read either memory, but not on every architecture. */
const LEGACY_READERS: readonly number[] = [4, 45];
/**
 * bpf_probe_read_kernel_str. Its sister without `_str` (113) says nothing: gadget_process_populate() calls it to
 * read the kernel's own structures.
 */
const KERNEL_READER = 115;

/**
 * The programs that deliver events read user memory by a reader of user memory. A program that reads nothing but
 * writes a text of its own is not caught here: its values are wrong, and `equals` says so.
 */
export function userMemory(spec: { readonly field: FieldRef }, facts: Facts): Outcome {
  const { pairs } = facts.pairing;
  if (pairs.length === 0) return nothingPaired(['open', 'openat']);
  const syscalls = new Set(pairs.map(({ record }) => record.syscall));
  const programs = deliveringPrograms(facts.capture.object.programs, syscalls);
  const expected = `\`${fieldName(spec.field)}\` is read with bpf_probe_read_user_str`;
  const evidence = { programs: programs.map(({ name, helpers }) => ({ name, readers: readersIn(helpers) })) };
  const kernelOnly = programs.filter(readsKernelOnly).map(({ name }) => name);
  if (kernelOnly.length > 0) {
    const actual = `${listShort(kernelOnly)} reads with ${helperName(KERNEL_READER)}, which refuses a program's memory`;
    return { status: 'failed', expected, actual, evidence };
  }
  const used = new Set(programs.flatMap(({ helpers }) => helpers));
  if (USER_READERS.some((helper) => used.has(helper))) return { status: 'passed', expected, evidence };
  const legacy = LEGACY_READERS.filter((helper) => used.has(helper)).map(helperName);
  if (legacy.length > 0) return { status: 'passed', expected, evidence, remark: legacyRemark(legacy) };
  if (holdsNothing(spec.field, facts)) {
    const actual = 'no program reads user memory, and the field is empty in every event';
    return { status: 'failed', expected, actual, evidence };
  }
  return {
    status: 'passed',
    evidence,
    remark: 'No program reads user memory; what the field holds is judged by itself.',
  };
}

function readsKernelOnly({ helpers }: ProgramFacts): boolean {
  const readsUser = [...USER_READERS, ...LEGACY_READERS].some((helper) => helpers.includes(helper));
  return helpers.includes(KERNEL_READER) && !readsUser;
}

function legacyRemark(legacy: readonly string[]): string {
  return `${legacy.join(' and ')} works here but not on every architecture: bpf_probe_read_user_str says which memory it means.`;
}

function readersIn(helpers: readonly number[]): readonly string[] {
  const readers = [...USER_READERS, ...LEGACY_READERS, 113, KERNEL_READER];
  return helpers.filter((helper) => readers.includes(helper)).map(helperName);
}

/** The first byte is NUL in every event, though a path with text was opened. */
function holdsNothing(field: FieldRef, { graded, pairing }: Facts): boolean {
  const found = graded && findField(graded.struct, field);
  if (found === undefined || !pairing.pairs.some(({ record }) => (record.path?.length ?? 0) > 0))
    return false;
  return pairing.pairs.every(({ event }) => event.bytes[found.offset] === 0);
}
