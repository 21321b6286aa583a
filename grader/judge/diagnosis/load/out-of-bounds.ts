import { count } from '../../text.ts';
import type { Finding } from '../rule.ts';
import type { CCall } from '../source/functions.ts';
import type { Place } from '../source/text.ts';
import { argumentAt, blameIn, endSite } from './blame.ts';
import { numberOf } from './constants.ts';
import { type Index, indexOn } from './index-expression.ts';
import { calledBy } from './log-lines.ts';
import { reachIn } from './memory.ts';
import { refused, type Scene, verifierRule } from './scene.ts';
import { quote } from './wording.ts';

export const outOfBounds = verifierRule({
  id: 'out-of-bounds',
  meaning: 'Memory is reached for that does not belong to the event, buffer or map value, or may not.',
  example: {
    code: '\tbpf_probe_read_user_str(&event->filename, 512, filename);',
    message:
      '`bpf_probe_read_user_str()` is told that there are 512 bytes, and only 264 are left from `&event->filename` on. Give it the size of what is there, `sizeof(event->filename)`.',
  },
  find: (scene) => (IS_BOUND.test(scene.log.message) ? find(scene) : []),
});

const IS_BOUND =
  /outside of the allowed memory range|min value is negative|unbounded memory access|makes \S+ pointer be out of bounds|invalid access to (memory|map value)|invalid (variable-offset )?(write to|read from|access to) stack|math between \w+ pointer and register with unbounded|invalid unbounded variable-offset|invalid stack type|invalid zero-sized read/;

function find(scene: Scene): readonly Finding[] {
  if (/math between ctx pointer|^\S+ invalid zero-sized/.test(scene.log.message)) return [];
  const step = scene.log.path[scene.end];
  const helper = step && calledBy(step);
  return helper === undefined ? ownAccess(scene) : byHelper(scene, helper);
}

/** A helper is told of more bytes than there are, or of a number that may be anything. */
function byHelper(scene: Scene, helper: string): readonly Finding[] {
  const blame = blameIn(scene);
  const reach = reachIn(scene);
  const argument = blame?.helper?.argument;
  const name = quote(`${helper}()`);
  const site = endSite(scene);
  if (site?.call !== undefined) return byCall(site.call);
  if (reach === undefined) return argument === undefined ? [] : unknownSize(scene, helper, argument);
  const memory = argument === undefined ? undefined : argumentAt(scene, scene.end, helper, argument);
  const size = argument === undefined ? undefined : argumentAt(scene, scene.end, helper, argument + 1);
  const left = Math.max(0, reach.size - reach.offset);
  const pointer = memory && addressOfPointer(scene, memory.text);
  if (memory !== undefined && pointer !== undefined)
    return refused(
      `${quote(memory.text)} is where the pointer ${quote(pointer)} itself is kept, and ${name} is to write there. Give it a member of the event, or ${quote(pointer)} without the \`&\` where that points to memory of the program.`,
      memory,
    );
  const from = memory === undefined ? 'there' : quote(memory.text);
  const member = memory && target(memory.text);
  const mend =
    member === undefined
      ? 'Give it the size of what is there'
      : `Give it the size of what is there, ${quote(`sizeof(${member})`)}`;
  const message = `${name} is told that there are ${count(reach.count, 'byte')}, and ${left === 1 ? 'only 1 is' : `only ${left} are`} left from ${from} on. ${mend}.`;
  return refused(message, size ?? site);
}

/** `&filename`, where that is a parameter or variable that points somewhere. */
function addressOfPointer({ code }: Scene, text: string): string | undefined {
  const [, name] = /^(?:\([^()]*\)\s*)?&\s*([A-Za-z_]\w*)$/.exec(text) ?? [];
  return name !== undefined && new RegExp(`\\*\\s*(?:const\\s+)?${name}\\s*[,;=)]`).test(code.text)
    ? name
    : undefined;
}

/** The helper is called by a function of a header, which got the memory from the learner. */
function byCall(call: CCall): readonly Finding[] {
  const [, , memory, size] = call.arguments;
  if (call.callee !== 'gadget_output_buf' || memory === undefined || size === undefined)
    return refused(handedOver(call.callee, call.arguments[0]?.text), call.arguments[0] ?? call);
  const message = `${quote(memory.text)} does not have ${quote(size.text)} bytes, which ${quote(`${call.callee}()`)} is to send of it. Give it the size of what is there.`;
  return refused(message, size);
}

/** `&event->filename` → `event->filename` */
function target(text: string): string | undefined {
  const [, inner] =
    /^&?\s*([A-Za-z_]\w*(?:\s*(?:->|\.)\s*\w+)*)$/.exec(text.replace(/^\([^()]*\)\s*/, '')) ?? [];
  return inner;
}

function unknownSize(scene: Scene, helper: string, number: number): readonly Finding[] {
  const size = argumentAt(scene, scene.end, helper, number);
  const memory = argumentAt(scene, scene.end, helper, number - 1);
  const member = memory && target(memory.text);
  const isFixed = size !== undefined && numberOf(scene.code, size.text) !== undefined;
  if (isFixed && member !== undefined)
    return refused(
      `There are no ${quote(size.text)} bytes for ${quote(`${helper}()`)}: give ${quote(`sizeof(${member})`)}.`,
      size,
    );
  const negative = /min value is negative/.test(scene.log.message);
  const what = size === undefined ? 'The size' : `The size ${quote(size.text)}`;
  const why = negative
    ? 'it may be negative, or larger than what is there'
    : 'it may be larger than what is there';
  const how = member === undefined ? 'Give a size that never changes' : `Give ${quote(`sizeof(${member})`)}`;
  const message = `${what} of ${quote(`${helper}()`)} may be anything, as far as the kernel can tell: ${why}. ${how}, or look that it is in range before.`;
  return refused(message, size ?? endSite(scene));
}

function ownAccess(scene: Scene): readonly Finding[] {
  const site = endSite(scene);
  const reach = reachIn(scene);
  const index = site && indexOn(scene, site, !isKnown(scene, reach?.offset));
  if (site?.call !== undefined) return byCall(site.call);
  if (reach !== undefined && index !== undefined && /^\d+$/.test(index.index))
    return refused(
      `${quote(index.text)} is not there: ${whole(scene, reach.size)}, and this is byte ${reach.offset}. The first index is 0, the last one is one less than the size.`,
      index,
    );
  if (index !== undefined && !isKnown(scene, reach?.offset))
    return refused(mayBeAnything(scene, index), index);
  if (reach === undefined || site === undefined) return site === undefined ? [] : vague(scene, site);
  const place = index ?? site;
  const bytes = reach.offset < 0 ? 'begins before it' : `goes up to byte ${reach.offset + reach.count}`;
  return refused(
    `${index === undefined ? `Line ${site.line}` : quote(index.text)} reaches beyond its memory: ${whole(scene, reach.size)}, and what is reached for ${bytes}.`,
    place,
  );
}

/** A loop that goes too far has come to a number; what was never looked at has none. */
function isKnown(scene: Scene, offset: number | undefined): boolean {
  return offset !== undefined && !/min value is negative|unbounded|makes/.test(scene.log.message);
}

function whole(scene: Scene, size: number): string {
  const value = blameIn(scene)?.value ?? '';
  const what = /^(ringbuf_|alloc_)?mem/.test(value)
    ? 'the event'
    : /^map_value/.test(value)
      ? 'the value of the map'
      : 'what is there';
  return `${what} has ${count(size, 'byte')}`;
}

function mayBeAnything({ log }: Scene, { text, index }: Index): string {
  const negative = /negative|value -\d+ makes/.test(log.message) ? ' be negative or' : '';
  return `The index ${quote(index)} of ${quote(text)} may${negative} lie behind the end, as far as the kernel can tell. Look that it is in range before it is used.`;
}

function vague(scene: Scene, site: Place): readonly Finding[] {
  const line = quote(scene.program.lines[site.line - 1] ?? '');
  return refused(
    `${line} reaches for memory at a distance that may be anything, as far as the kernel can tell. Look that it is in range before it is used.`,
    site,
    'likely',
  );
}

function handedOver(callee: string, argument: string | undefined): string {
  const what = argument === undefined ? 'what it is given' : quote(argument);
  return `${quote(`${callee}()`)} writes beyond ${what}: there is not as much room as it needs. Give it the address of a member of the right type.`;
}
