import { endSite } from './blame.ts';
import { refused, verifierRule } from './scene.ts';
import { quote } from './wording.ts';

export const pointerArithmetic = verifierRule({
  id: 'pointer-arithmetic',
  meaning: 'A pointer is calculated with as if it were a number.',
  example: {
    code: '\tevent->flags = (__u64)event * 2;',
    message:
      'Line 51 calculates with a pointer in a way that the kernel does not allow: `event->flags = (__u64)event * 2;`. Use the value that it points to, or a number.',
  },
  find: (scene) => {
    if (
      !/pointer arithmetic (with \S+ operator |on \w+ )?prohibited|bitwise operator \S+ on pointer prohibited|pointer operation|on pointer prohibited/.test(
        scene.log.message,
      )
    )
      return [];
    const site = endSite(scene);
    if (site === undefined) return [];
    const line = quote(scene.program.lines[site.line - 1] ?? '');
    return refused(
      `Line ${site.line} calculates with a pointer in a way that the kernel does not allow: ${line}. Use the value that it points to, or a number.`,
      site,
    );
  },
});
