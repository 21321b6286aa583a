import type { Finding } from '../rule.ts';
import { type Blame, blameIn, endSite } from './blame.ts';
import { NOT_AN_ADDRESS } from './pointers.ts';
import { refused, type Scene, verifierRule } from './scene.ts';
import { contextName, isAddress } from './variables.ts';
import { quote } from './wording.ts';

/** What is left of numbers taken for addresses, once user and kernel pointers and events are known. */
export const notAnAddress = verifierRule({
  id: 'not-an-address',
  meaning: 'A number is used as an address.',
  example: {
    code: '\tgadget_process_populate(NULL);',
    message:
      '`gadget_process_populate()` is given `NULL`, and there is no memory. Give it a member of the event.',
  },
  find: (scene) => {
    const isMap = /expected=map_ptr/.test(scene.log.message);
    const blame = NOT_AN_ADDRESS.test(scene.log.message) && !isMap ? blameIn(scene) : undefined;
    return blame === undefined ? [] : find(scene, blame);
  },
});

/** Nothing is at addresses below. */
const PAGE = 4096;

function find(scene: Scene, { origin, helper }: Blame): readonly Finding[] {
  const site = endSite(scene);
  if (origin?.kind === 'context' && !isAddress(scene, origin)) {
    const name = contextName(scene, origin);
    const message = `${quote(name ?? 'This')} is a number that came with the system call, and no address. Use the address of a member of the event, or the argument that is a pointer.`;
    return name === undefined ? [] : refused(message, site);
  }
  // A member of what is not there is a small number.
  if (origin?.kind === 'constant' && Number(origin.text) < PAGE) return isNull(scene);
  if (
    origin?.kind !== 'memory' ||
    helper !== undefined ||
    !/^map_value/.test(origin.from) ||
    site === undefined
  )
    return [];
  const line = quote(scene.program.lines[site.line - 1] ?? '');
  const message = `The pointer in ${line} is kept in a global variable or map, and out of there it is only a number to the kernel. Keep it in a local variable.`;
  return refused(message, site, 'likely');
}

function isNull(scene: Scene): readonly Finding[] {
  const site = endSite(scene);
  const given = site?.call?.arguments.find(({ text }) => /^(\([^()]*\)\s*)?(0|NULL)$/.test(text));
  if (site?.call === undefined || given === undefined) return [];
  const message = `${quote(`${site.call.callee}()`)} is given ${quote(given.text)}, and there is no memory. Give it a member of the event.`;
  return refused(message, given);
}
