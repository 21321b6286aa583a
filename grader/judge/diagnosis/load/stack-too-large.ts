import { stackTooLarge as inOneFunction } from '../compiler/stack-too-large.ts';
import { refused, verifierRule } from './scene.ts';
import { refusedFunction } from './sections.ts';
import { quote } from './wording.ts';

/** The compiler notices what one function needs; the sum over calls is the verifier's. */
export const stackTooLarge = verifierRule({
  id: inOneFunction.id,
  meaning: inOneFunction.meaning,
  example: inOneFunction.example,
  find: ({ log, refusal, program }) => {
    const [, size] = /combined stack size (?:of \d+ calls )?is (\d+)/.exec(log.message) ?? [];
    if (size === undefined) return [];
    const name = quote(refusal.program ?? 'the program');
    const message = `The local variables of ${name} and the functions that it calls need ${size} bytes, and there are 512 for all of them. Write into the event directly, which has its room in the ring.`;
    return refused(message, refusedFunction(program, refusal));
  },
});
