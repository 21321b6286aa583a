import type { Finding } from '../rule.ts';
import { argumentAt, type Blame, blameIn, endSite } from './blame.ts';
import { refused, type Scene, verifierRule } from './scene.ts';
import { contextName, isAddress, memberRead, returnedName } from './variables.ts';
import { quote } from './wording.ts';

/** Said of every number, wherever it came from. */
export const NOT_AN_ADDRESS = /invalid mem access '(scalar|inv)'|^R\d type=(scalar|inv) expected/;

export const readsUserMemory = verifierRule({
  id: 'reads-user-memory',
  meaning: 'A pointer into the memory of the traced process is used as if it were the program’s own.',
  example: {
    code: '\tevent->filename[0] = filename[0];',
    message:
      '`filename` points into the memory of the process that made the call, and an eBPF program cannot look there directly. Copy it with `bpf_probe_read_user_str()`, and use the copy.',
  },
  find: (scene) => {
    const blame = NOT_AN_ADDRESS.test(scene.log.message) ? blameIn(scene) : undefined;
    if (blame?.origin?.kind !== 'context' || !isAddress(scene, blame.origin)) return [];
    const name = contextName(scene, blame.origin);
    return name === undefined ? [] : ofProcess(scene, blame, name);
  },
});

function ofProcess(scene: Scene, { helper, writes }: Blame, name: string): readonly Finding[] {
  const site = endSite(scene);
  const what = `${quote(name)} points into the memory of the process that made the call`;
  if (site?.call !== undefined)
    return refused(
      `${what}, and ${quote(`${site.call.callee}()`)} is given it as if it were the program’s own. Give it a member of the event.`,
      site.call.arguments[0] ?? site,
    );
  if (helper !== undefined) {
    const given = argumentAt(scene, scene.end, helper.name, helper.argument);
    const order = /^bpf_probe_read/.test(helper.name) && helper.argument === 1;
    const why = order
      ? `and this is where ${quote(`${helper.name}()`)} is to write. Its arguments are: where to, how many bytes, where from.`
      : `and ${quote(`${helper.name}()`)} needs memory of the program there. Copy it with \`bpf_probe_read_user_str()\`, and give the copy.`;
    return refused(`${what}, ${why}`, given ?? site);
  }
  const how = writes
    ? 'and an eBPF program cannot write there.'
    : 'and an eBPF program cannot look there directly. Copy it with `bpf_probe_read_user_str()`, and use the copy.';
  return refused(`${what}, ${how}`, site);
}

export const readsKernelPointer = verifierRule({
  id: 'reads-kernel-pointer',
  meaning: 'A pointer into the kernel is followed directly.',
  example: {
    code: '\tstruct task_struct *task = (struct task_struct *)bpf_get_current_task();\n\tevent->tgid = task->tgid;',
    message:
      '`task` points into the kernel’s memory, and the verifier cannot know whether that is still there. Read it with `BPF_CORE_READ()` in place of `task->tgid`.',
  },
  find: (scene) => {
    const blame = NOT_AN_ADDRESS.test(scene.log.message) ? blameIn(scene) : undefined;
    return blame === undefined || !isOfKernel(blame) ? [] : ofKernel(scene, blame);
  },
});

/** What bpf_get_current_task() returned, or a pointer that was read out of the kernel with a helper. */
function isOfKernel({ origin }: Blame): boolean {
  if (origin?.kind === 'returned') return origin.by === 'bpf_get_current_task';
  return origin?.kind === 'written' && /^bpf_probe_read/.test(origin.by);
}

function ofKernel(scene: Scene, { origin, writes, helper }: Blame): readonly Finding[] {
  const site = endSite(scene);
  const returned = origin?.kind === 'returned' ? returnedName(scene, origin) : undefined;
  const read = site && memberRead(scene, site, returned);
  const name = returned ?? /^\w+(?=->)/.exec(read ?? '')?.[0];
  const what = name === undefined ? 'This pointer' : quote(name);
  const start = `${what} points into the kernel’s memory`;
  if (writes || helper !== undefined || site?.call !== undefined)
    return refused(
      `${start}, and only the event and the program’s own variables may be written to. Give a member of the event.`,
      site?.call?.arguments[0] ?? site,
    );
  const instead = read === undefined ? '' : ` in place of ${quote(read)}`;
  return refused(
    `${start}, and the verifier cannot know whether that is still there. Read it with \`BPF_CORE_READ()\`${instead}.`,
    site,
  );
}
