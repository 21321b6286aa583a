import type { Finding } from '../rule.ts';
import type { Place } from '../source/text.ts';
import { endSite } from './blame.ts';
import { calledBy } from './log-lines.ts';
import { refused, type Scene, verifierRule } from './scene.ts';
import { callsAround } from './site.ts';
import { splitSection } from './tracepoints.ts';
import { quote } from './wording.ts';

export const helperNotAllowed = verifierRule({
  id: 'helper-not-allowed',
  meaning: 'A helper is called that this kind of program may not call.',
  example: {
    code: '\tbpf_copy_from_user(&event->filename, sizeof(event->filename), filename);',
    message:
      '`bpf_copy_from_user()` may have to wait, and a program at a tracepoint must not. Use `bpf_probe_read_user()` or `bpf_probe_read_user_str()`.',
  },
  find: (scene) => {
    const { message } = scene.log;
    const step = scene.log.path[scene.end];
    const helper = (step && calledBy(step)) ?? 'the helper';
    if (/might sleep in a non-sleepable|sleepable helper .* in non-sleepable/.test(message))
      return sleeps(scene, helper);
    const refusedHere =
      /cannot use helper|^unknown func \w+#|helper call is not allowed|calling kernel function \w+ is not allowed/;
    if (!refusedHere.test(message) || /^unknown func unknown#/.test(message)) return [];
    return refused(
      `${quote(`${helper}()`)} cannot be called by a program of the kind ${quote(kindOf(scene))}: the kernel lends it to other kinds only.${instead(helper)}`,
      placeOf(scene, helper),
    );
  },
});

function sleeps(scene: Scene, helper: string): readonly Finding[] {
  const message = `${quote(`${helper}()`)} may have to wait, and a program at a tracepoint must not.${instead(helper)}`;
  return refused(message, placeOf(scene, helper));
}

function kindOf({ refusal: { section = 'tracepoint' } }: Scene): string {
  return splitSection(section).kind;
}

function placeOf(scene: Scene, helper: string): Place | undefined {
  const site = endSite(scene);
  const call = site && callsAround(scene, site.line).find(({ callee }) => callee === helper);
  return call ?? site;
}

const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/^bpf_copy_from_user/, 'Use `bpf_probe_read_user()` or `bpf_probe_read_user_str()`.'],
  [/^bpf_ktime_get_/, 'Use `bpf_ktime_get_boot_ns()`.'],
  [/^bpf_d_path$/, 'Read the name out of the arguments with `bpf_probe_read_user_str()`.'],
  [/^bpf_skb_load_bytes/, 'It is for packets; memory of the process is read with `bpf_probe_read_user()`.'],
];

function instead(helper: string): string {
  const found = INSTEAD.find(([pattern]) => pattern.test(helper));
  return found === undefined ? '' : ` ${found[1]}`;
}
