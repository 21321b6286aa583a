import { endSite } from './blame.ts';
import { refused, verifierRule } from './scene.ts';
import { quote } from './wording.ts';

export const writesConstant = verifierRule({
  id: 'writes-constant',
  meaning: 'A variable is written to that was declared with const.',
  example: {
    code: 'const volatile int limit = 5;\n…\n\t*(int *)&limit = flags;',
    message:
      'Line 52 writes to what is `const`, and nothing changes that once the program is in the kernel: `*(int *)&limit = flags;`. Use a variable without `const`.',
  },
  find: (scene) => {
    const site = endSite(scene);
    if (!/^write into map forbidden/.test(scene.log.message) || site === undefined) return [];
    const line = quote(scene.program.lines[site.line - 1] ?? '');
    const message = `Line ${site.line} writes to what is \`const\`, and nothing changes that once the program is in the kernel: ${line}. Use a variable without \`const\`.`;
    return refused(message, site, 'likely');
  },
});
