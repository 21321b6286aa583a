import { refused, verifierRule } from './scene.ts';
import { refusedFunction } from './sections.ts';
import { ownPlace } from './site.ts';
import { quote } from './wording.ts';

export const noReturnValue = verifierRule({
  id: 'no-return-value',
  meaning: 'A program ends without returning a value.',
  example: {
    code: 'int openat_entry(struct syscall_trace_enter *ctx)\n{\n\thandle_open(ctx);\n}',
    message:
      '`openat_entry` ends without a `return`, and the kernel wants a number from every program. Write `return 0;` as its last line.',
  },
  find: (scene) => {
    const { log, end, refusal, program } = scene;
    if (!/^R0 !read_ok/.test(log.message) || log.path[end]?.text !== 'exit') return [];
    const name = quote(refusal.program ?? 'The program');
    const place = ownPlace(scene, log.path[end]?.source) ?? refusedFunction(program, refusal);
    return refused(
      `${name} ends without a \`return\`, and the kernel wants a number from every program. Write \`return 0;\` as its last line.`,
      place,
    );
  },
});
