import { createTwoFilesPatch } from 'diff';
import { type CourseFolder, SOLUTION } from './course.ts';

/** A patch of the small course's solution, in which one text is replaced, under a header. */
export async function patchOf(
  course: CourseFolder,
  header: Readonly<Record<string, string>>,
  [from, to]: readonly [string, string],
): Promise<string> {
  const before = await course.read(SOLUTION);
  const after = before.replace(from, () => to);
  if (after === before) throw new Error(`the solution does not hold ${from}`);
  const head = Object.entries(header).map(([key, value]) => `${key}: ${value}\n`);
  const diff = createTwoFilesPatch('a/program.bpf.c', 'b/program.bpf.c', before, after).replace(/^=+\n/, '');
  return `${head.join('')}\n${diff}`;
}

/** A whole header, any key of which a test may change. */
export const HEADER = {
  What: 'the time comes from another clock',
  Kind: 'other-clock',
  Task: 'event',
  Diagnosis: 'timestamp-other-clock',
} as const;

export const OTHER_CLOCK = ['bpf_ktime_get_boot_ns', 'bpf_ktime_get_ns'] as const;
