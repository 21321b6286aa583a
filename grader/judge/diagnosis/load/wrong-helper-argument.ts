import type { Finding } from '../rule.ts';
import { argumentAt, type Blame, blameIn, endSite } from './blame.ts';
import { calledBy } from './log-lines.ts';
import { RELEASES, RESERVES } from './reservation.ts';
import { refused, type Scene, verifierRule } from './scene.ts';
import { quote } from './wording.ts';

/** What other rules know better: user and kernel pointers, events that are gone, NULL. */
export const wrongHelperArgument = verifierRule({
  id: 'wrong-helper-argument',
  meaning: 'A helper is given something else than it needs.',
  example: {
    code: '\tbpf_probe_read_user_str(ctx, 32, filename);',
    message:
      'Argument 1 of `bpf_probe_read_user_str()` is wrong: `ctx` is the context, and what is needed is memory of the program, such as a member of the event.',
  },
  find: (scene) => {
    const helper = nameOf(scene);
    return helper === undefined || RELEASES.test(helper)
      ? []
      : (wrongMap(scene, helper) ?? find(scene, helper));
  },
});

function nameOf({ log, end }: Scene): string | undefined {
  const step = log.path[end];
  return step && calledBy(step);
}

function wrongMap(scene: Scene, helper: string): readonly Finding[] | undefined {
  const message = scene.log.message;
  const isMap = /^cannot pass map_type \d+ into func/.test(message);
  if (!isMap && !/^R1 type=\w+ expected=map_ptr/.test(message)) return undefined;
  const site = endSite(scene);
  const given = site?.call?.arguments[0] ?? mapArgument(scene, helper);
  const callee = site?.call?.callee ?? helper;
  const what = given === undefined ? 'What it is given' : quote(given.text);
  const need = RESERVES.test(helper)
    ? 'the ring buffer that `GADGET_TRACER_MAP` makes, with `&` before its name'
    : 'a map of another kind';
  const is = isMap ? 'is a map of another kind' : 'is no map';
  const wanted = isMap && !RESERVES.test(helper) ? '' : `, and what is needed is ${need}`;
  return refused(
    `${what} ${is}: that is not what ${quote(`${callee}()`)} works with${wanted}.`,
    given ?? site,
  );
}

/** Of most helpers the first, of some the second: an address that is written with `&`. */
function mapArgument(scene: Scene, helper: string) {
  const all = [1, 2].map((number) => argumentAt(scene, scene.end, helper, number));
  return all.find((argument) => argument?.text.startsWith('&')) ?? all[0];
}

function find(scene: Scene, helper: string): readonly Finding[] {
  const { message } = scene.log;
  const [, number, type, expected] = /^R(\d) type=(\w+) expected=(.*)$/.exec(message) ?? [];
  const blame = blameIn(scene);
  if (number === undefined || type === undefined || blame === undefined) return [];
  if (/_or_null$/.test(type) || !isUnexplained(type, blame)) return [];
  const given = argumentAt(scene, scene.end, helper, Number(number));
  const site = endSite(scene);
  const what = given === undefined ? 'what it is given' : quote(given.text);
  const need = NEEDS.find(([pattern]) => pattern.test(expected ?? ''))?.[1];
  const wanted = need === undefined ? '' : `, and what is needed is ${need}`;
  return refused(
    `Argument ${number} of ${quote(`${helper}()`)} is wrong: ${what} is ${kindOf(type)}${wanted}.`,
    given ?? site,
  );
}

const NEEDS: readonly (readonly [RegExp, string])[] = [
  [/^fp$/, 'the address of a local variable'],
  [/\b(fp|mem)\b/, 'memory of the program, such as a member of the event'],
  [/^map_value/, 'the address of something in a map'],
];

/** A number may be a pointer that another rule knows by where it came from. */
function isUnexplained(type: string, { origin }: Blame): boolean {
  if (type !== 'scalar' && type !== 'inv') return true;
  return (
    origin === undefined ||
    origin.kind === 'constant' ||
    origin.kind === 'memory' ||
    (origin.kind === 'returned' && origin.by !== 'bpf_get_current_task' && !RESERVES.test(origin.by))
  );
}

function kindOf(type: string): string {
  if (type === 'ctx') return 'the context';
  if (type === 'map_ptr') return 'a map';
  if (type === 'fp') return 'the address of a variable';
  if (/mem$/.test(type)) return 'the event';
  return type === 'scalar' || type === 'inv'
    ? 'a number and no address that the kernel knows'
    : 'something else';
}
