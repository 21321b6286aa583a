import { showName } from '../../text.ts';
import { compilerRule } from './failure.ts';
import { HEADER_NAMES } from './headers.ts';

export const foreignInclude = compilerRule({
  id: 'foreign-include',
  meaning: 'An #include brings in what does not belong into an eBPF program.',
  example: {
    code: '#include <stdio.h>',
    message:
      '`stdio.h` is made for programs outside of the kernel and cannot be used in an eBPF program. Take the line out: types come from `vmlinux.h`, functions from `bpf/bpf_helpers.h`.',
  },
  explain: ({ first, program, scan }) => {
    const chain =
      first?.notes.filter(({ category, file }) => category === 'Include' && file === program.file) ?? [];
    const [inclusion] = chain;
    const directive = scan.directives.find(({ line }) => line === inclusion?.line);
    const [, name] = /^#\s*include\s*[<"]([^>"\n]+)/.exec(directive?.text ?? '') ?? [];
    if (directive === undefined || name === undefined) return undefined;
    if (program.file.split('/').at(-1) === name.split('/').at(-1)) {
      return { message: 'The program includes itself. Take this line out.', at: directive.from };
    }
    const isOurs =
      HEADER_NAMES.includes(name) || /^(bpf|gadget)\//.test(name) || directive.text.includes('"');
    if (isOurs) return undefined;
    const message = `\`${showName(name)}\` is made for programs outside of the kernel and cannot be used in an eBPF program.`;
    return {
      message: `${message} Take the line out: types come from \`vmlinux.h\`, functions from \`bpf/bpf_helpers.h\`.`,
      at: directive.from,
    };
  },
});
