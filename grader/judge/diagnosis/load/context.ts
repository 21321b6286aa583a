import type { Finding } from '../rule.ts';
import type { CAssignment } from '../source/c-source.ts';
import { blameIn, endSite } from './blame.ts';
import { numberOf } from './constants.ts';
import { refused, type Scene, verifierRule } from './scene.ts';
import { quote } from './wording.ts';

const ABOUT_CONTEXT = /invalid bpf_context access/;

export const writesContext = verifierRule({
  id: 'writes-context',
  meaning: 'The context, which the kernel gives to read only, is written to.',
  example: {
    code: '\tctx->args[1] = 0;',
    message:
      'The context is there to be read: `ctx->args[1]` cannot be changed. Keep the value in a variable or in the event.',
  },
  find: (scene) => {
    if (!ABOUT_CONTEXT.test(scene.log.message) || blameIn(scene)?.writes !== true) return [];
    const site = endSite(scene);
    if (site?.call !== undefined) {
      const given = site.call.arguments[0];
      const message = `${quote(`${site.call.callee}()`)} is to write into ${quote(given?.text ?? 'the context')}, which is the context, and that is there to be read only. Give it a member of the event.`;
      return refused(message, given ?? site);
    }
    const target = site && writtenOn(scene, site.line)?.target;
    const what = target === undefined ? 'nothing in it can be changed' : `${quote(target)} cannot be changed`;
    return refused(
      `The context is there to be read: ${what}. Keep the value in a variable or in the event.`,
      site,
    );
  },
});

function writtenOn({ code }: Scene, line: number): CAssignment | undefined {
  const found = code.assignments.filter(
    (assignment) => assignment.line === line && /->|\*|\./.test(assignment.target),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** The kernel must know beforehand which bytes are read. */
export const contextIndex = verifierRule({
  id: 'context-index',
  meaning:
    'The context is read at a place that is only known as the program runs, or that is none of its members.',
  example: {
    code: '\treturn handle_open(ctx, (const char *)ctx->args[index]);',
    message:
      'The index in `ctx->args[index]` is only known as the program runs, and for the context it has to be a number such as `args[1]`.',
  },
  find: (scene) => {
    const { message } = scene.log;
    const varies = /variable ctx access|math between ctx pointer|dereference of modified ctx/.test(message);
    const misplaced = ABOUT_CONTEXT.test(message) && blameIn(scene)?.writes === false && isTracepoint(scene);
    if (!varies && !misplaced) return [];
    return elementOf(scene, varies);
  },
});

/** By conditions in one function, each of which names its element rightly. */
const JOINED =
  'The compiler makes one read of several elements of the context here, and which one is only known as the program runs; the kernel accepts none but fixed places. Let each entry function read its own argument, and hand it over as a parameter.';

function isTracepoint({ refusal }: Scene): boolean {
  return /^(tp|tracepoint)\//.test(refusal.section ?? '');
}

function elementOf(scene: Scene, varies: boolean): readonly Finding[] {
  const site = endSite(scene);
  const text = site && scene.program.lines[site.line - 1];
  const [element, index] = /\b\w+\s*->\s*args\s*\[([^\]]*)\]/.exec(text ?? '') ?? [];
  if (varies && element !== undefined && index !== undefined && numberOf(scene.code, index) === undefined)
    return refused(
      `The index in ${quote(element)} is only known as the program runs, and for the context it has to be a number such as \`args[1]\`.`,
      site,
    );
  if (site === undefined) return [];
  if (varies && /->\s*args\s*\[\s*\d/.test(scene.program.text)) return refused(JOINED, site);
  const what = varies
    ? 'at a place that is only known as the program runs'
    : 'at a place where no member of it begins, or behind its end';
  return refused(`Here the context is read ${what}. Take its members by name, as in \`ctx->args[1]\`.`, site);
}
