import type { SyntaxNode } from '@lezer/common';
import type { Finding } from '../rule.ts';
import { nodesOf, type Place, placeAt } from '../source/text.ts';
import { childrenOf } from '../structure/steps.ts';
import { numberOf } from './constants.ts';
import { refused, type Scene, verifierRule } from './scene.ts';
import { ownPlace, siteOf } from './site.ts';
import { quote } from './wording.ts';

const TOO_LONG = /program is too large\. Processed \d+ insn|sequence of \d+ jumps is too complex/;

export const unboundedLoop = verifierRule({
  id: 'unbounded-loop',
  meaning: 'A loop has no end that the verifier can see.',
  example: {
    code: '\twhile (event->filename[length])\n\t\tlength++;',
    message:
      'The kernel cannot see that this loop ends, so it does not let the program in. Limit it with a number: `for (int i = 0; i < 256; i++)`.',
  },
  find: (scene) => {
    const loop = loopAt(scene);
    if (/^infinite loop detected|^back-edge from insn/.test(scene.log.message))
      return refused(
        `This loop never ends, as far as the kernel can tell. ${LIMIT}`,
        loop?.place ?? lastPlace(scene),
      );
    if (!TOO_LONG.test(scene.log.message) || loop === undefined || loop.rounds !== undefined) return [];
    return refused(
      `The kernel cannot see that this loop ends, so it does not let the program in. ${LIMIT}`,
      loop.place,
    );
  },
});

const LIMIT = 'Limit it with a number: `for (int i = 0; i < 256; i++)`.';

export const tooManyInstructions = verifierRule({
  id: 'too-many-instructions',
  meaning: 'The verifier follows a million instructions and has not seen the end.',
  example: {
    code: '\tfor (int i = 0; i < 10000000; i++)',
    message:
      'The kernel follows every round of this loop and gives up after a million instructions: 10000000 rounds are too many. Make fewer of them.',
  },
  find: (scene) => {
    if (!TOO_LONG.test(scene.log.message)) return [];
    const loop = loopAt(scene);
    if (loop !== undefined && loop.rounds === undefined) return [];
    const rounds = loop === undefined ? '' : `: ${loop.rounds} rounds are too many`;
    const what = loop === undefined ? 'way through the program' : 'round of this loop';
    return refused(
      `The kernel follows every ${what} and gives up after a million instructions${rounds}. Make fewer of them.`,
      loop?.place ?? lastPlace(scene),
    );
  },
});

export const recursion = verifierRule({
  id: 'recursion',
  meaning: 'Functions call each other deeper than the kernel allows.',
  example: {
    code: 'static __noinline int walk(int depth)\n{\n\treturn walk(depth - 1);\n}',
    message:
      '`walk` calls itself, and the kernel allows eight calls within each other only. Use a loop with a fixed number of rounds.',
  },
  find: (scene): readonly Finding[] => {
    if (!/the call stack of \d+ frames is too deep|recursive call from/.test(scene.log.message)) return [];
    const own = scene.code.calls.find(({ callee, function: home }) => callee === home?.name);
    const what =
      own === undefined
        ? 'The functions of this program call each other too deep'
        : `${quote(own.callee)} calls itself`;
    return refused(
      `${what}, and the kernel allows eight calls within each other only. Use a loop with a fixed number of rounds.`,
      own ?? lastPlace(scene),
    );
  },
});

interface Loop {
  readonly place: Place;
  /** Where it is a number that it ends by. */
  readonly rounds: bigint | undefined;
}

/** How many of the last steps of a long way are looked at: enough for a round. */
const LOOKED_AT = 2_000;

/** The loop of the source in which most of the last steps are; of loops within each other, the inner one. */
function loopAt(scene: Scene): Loop | undefined {
  const { program, log } = scene;
  const lines = log.path.slice(-LOOKED_AT).flatMap(({ source }) => ownPlace(scene, source)?.line ?? []);
  const loops = nodesOf(program.tree.topNode, 'ForStatement', 'WhileStatement', 'DoStatement').map((node) => {
    const from = placeAt(program, node.from).line;
    const to = placeAt(program, node.to).line;
    return { node, steps: lines.filter((line) => from <= line && line <= to).length };
  });
  const most = Math.max(0, ...loops.map(({ steps }) => steps));
  // An inner loop has fewer steps than the one around it, which goes round for it.
  const found = loops.findLast(({ steps }) => steps > 0 && steps * 2 >= most);
  return found && { place: placeAt(program, found.node.from), rounds: roundsOf(scene, found.node) };
}

/** `for (…; i < 300; …)` with a number that is told in the source. */
function roundsOf({ program, code }: Scene, node: SyntaxNode): bigint | undefined {
  const body = childrenOf(node).at(-1);
  const head = program.text.slice(node.from, body?.from ?? node.to);
  const condition = node.name === 'ForStatement' ? head.split(';')[1] : head;
  const [, bound] = /^[^<>!=&|]*[<>]=?\s*([^<>=&|]+?)\s*\)?\s*$/.exec(condition ?? '') ?? [];
  const [, before] =
    node.name === 'ForStatement' ? (/=\s*([^,;]+)/.exec(head.split(';')[0] ?? '') ?? []) : [];
  const up = bound === undefined ? undefined : numberOf(code, bound);
  const from = before === undefined ? undefined : numberOf(code, before);
  if (up === undefined) return undefined;
  return up === 0n && from !== undefined ? from : up;
}

function lastPlace(scene: Scene): Place | undefined {
  return siteOf(scene, scene.end);
}
