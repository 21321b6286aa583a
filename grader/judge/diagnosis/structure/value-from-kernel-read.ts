import { findField } from '../../../gadget/decode/find-field.ts';
import { showName } from '../../text.ts';
import type { Evidence } from '../evidence.ts';
import { rule } from '../rule.ts';
import type { CCall } from '../source/functions.ts';
import { mentions } from './code.ts';
import { failedValues } from './failed-checks.ts';
import { at, type Scene, sceneOf } from './scene.ts';

/** Read the kernel's memory, whatever the address; the macros of bpf_core_read.h end in them. */
const KERNEL_READERS =
  /^(bpf_probe_read_kernel(_str)?|bpf_core_read(_str)?|BPF_CORE_READ(_STR)?(_INTO)?|BPF_PROBE_READ(_STR)?(_INTO)?)$/;

export const valueFromKernelRead = rule({
  id: 'value-from-kernel-read',
  meaning: 'A helper for the memory of the kernel is to read the memory of a process.',
  example: {
    code: 'bpf_probe_read_kernel_str(&event->filename, sizeof(event->filename), filename);',
    message:
      '`bpf_probe_read_kernel_str()` reads the memory of the kernel, but the name lies in that of the process, so nothing is copied. `bpf_probe_read_user_str()` reads there.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const field = pathField(evidence);
    if (field === undefined) return [];
    const explains = failedValues(evidence, field);
    const call = readerOf(scene, field);
    if (call === undefined || !holdsNothing(scene, field)) return [];
    const right = 'bpf_probe_read_user_str';
    const message = `\`${showName(call.callee)}()\` reads the memory of the kernel, but the name lies in that of the process, so nothing is copied. \`${right}()\` reads there.`;
    return [{ message, confidence: 'certain', explains, ...at(call) }];
  },
});

/** The member of the path, where a check of it failed. */
function pathField({ failed }: Evidence): string | undefined {
  const fields = failed.flatMap(({ spec }) =>
    (spec.kind === 'userMemory' || (spec.kind === 'equals' && spec.witness === 'path')) &&
    typeof spec.field === 'string'
      ? spec.field
      : [],
  );
  return fields[0];
}

/** The call that reads into the member; where nothing reads user memory, the one that reads into a buffer. */
function readerOf({ code }: Scene, field: string): CCall | undefined {
  const calls = code.calls.filter(({ callee }) => KERNEL_READERS.test(callee));
  const into = calls.find(({ arguments: list }) =>
    list.some(({ text }) => new RegExp(`(?:->|\\.)\\s*${field}\\b`).test(text)),
  );
  if (into !== undefined || mentions(code, /bpf_(probe_read|core_read)_user\w*|BPF_\w*READ_USER\w*/))
    return into;
  const buffered = calls.filter(({ arguments: [target] }) => /^[&\s]*\w+(\[0\])?$/.test(target?.text ?? ''));
  return buffered.length === 1 ? buffered[0] : undefined;
}

/** In some events the member is empty though a path with text was opened: so it is where the kernel refused. */
function holdsNothing({ graded, facts }: Scene, name: string): boolean {
  const field = graded && findField(graded.struct, name);
  if (field === undefined) return false;
  const withText = facts.pairing.pairs.filter(({ record }) => (record.path?.length ?? 0) > 0);
  return withText.some(({ event }) => event.bytes[field.offset] === 0);
}
