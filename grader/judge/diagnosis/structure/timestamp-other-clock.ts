import { helperName } from '../../bpf-helpers.ts';
import { BOOT_CLOCK, OTHER_CLOCKS } from '../../clock.ts';
import { rule } from '../rule.ts';
import { mentions } from './code.ts';
import { failedWhere } from './failed-checks.ts';
import { at, type Scene, sceneOf } from './scene.ts';

const ODD: Readonly<Record<string, string>> = {
  bpf_ktime_get_ns: 'it stands still while the machine sleeps',
  bpf_ktime_get_coarse_ns: 'it goes by milliseconds',
  bpf_ktime_get_tai_ns: 'it counts from 1970, not from the start of the machine',
  bpf_jiffies64: 'it counts ticks, not nanoseconds',
};

export const timestampOtherClock = rule({
  id: 'timestamp-other-clock',
  meaning: 'The time is that of another clock.',
  example: {
    code: 'event->timestamp_raw = bpf_ktime_get_ns();',
    message:
      '`bpf_ktime_get_ns()` is another clock: it stands still while the machine sleeps. A `gadget_timestamp` has to come from `bpf_ktime_get_boot_ns()`.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const explains = failedWhere(evidence, ({ kind }) => kind === 'timestamp');
    const other = clockOf(scene);
    if (explains.length === 0 || other === undefined) return [];
    const { code } = scene;
    const name = helperName(other);
    const call = code.calls.find(({ callee }) => callee === name);
    // A macro's use, where the call itself is not in the tree.
    const hidden = [...code.macros.values()].find(({ body }) => body.includes(name));
    const place = call ?? code.calls.find(({ callee }) => callee === hidden?.name);
    const message = `\`${name}()\` is another clock: ${ODD[name] ?? 'its values are not those of the boot clock'}. A \`gadget_timestamp\` has to come from \`bpf_ktime_get_boot_ns()\`.`;
    return [{ message, confidence: 'certain', explains, ...at(place) }];
  },
});

/** `bpf_jiffies64` */
const JIFFIES = 64;

/** The clock that a program reads, by the loaded instructions; of several, one that reads it alone. */
function clockOf({ entries, code }: Scene): number | undefined {
  const reading = entries.filter(({ program }) => program.helpers.some((id) => OTHER_CLOCKS.includes(id)));
  const alone = reading.find(({ program }) => !program.helpers.includes(BOOT_CLOCK)) ?? reading[0];
  const other = alone?.program.helpers.find((id) => OTHER_CLOCKS.includes(id));
  if (other !== undefined) return other;
  // Jiffies are read without a call: the kernel replaces it by the load of a variable.
  const none = entries.every(({ program }) => !program.helpers.includes(BOOT_CLOCK));
  return none && mentions(code, /bpf_jiffies64/) ? JIFFIES : undefined;
}
