import { describe, expect, test } from 'vitest';
import { COMPILERS, diagnose, type Mistake, mistakes, RIGHT } from './mistake.ts';

const TYPES = '#include <gadget/types.h>';
const GADGET_HEADERS = ['buffer', 'common', 'filter', 'macros', 'types'].map(
  (name) => `#include <gadget/${name}.h>\n`,
);
const READ = 'bpf_probe_read_user_str(&event->filename, sizeof(event->filename), filename);';
const NUMBER = 'event->flags = flags;';

const INCLUDES: readonly Mistake[] = [
  [
    'of the buffer',
    [[GADGET_HEADERS[0] ?? '', '']],
    'missing-include',
    TYPES,
    /`GADGET_TRACER_MAP` comes from the header `gadget\/buffer\.h`/,
  ],
  ['of the process', [[GADGET_HEADERS[1] ?? '', '']], 'missing-include', TYPES, /`gadget\/common\.h`/],
  ['of the filter', [[GADGET_HEADERS[2] ?? '', '']], 'missing-include', TYPES, /`gadget\/filter\.h`/],
  [
    'of the kernel types',
    [['#include <vmlinux.h>\n', '']],
    'missing-include',
    '#include <bpf/bpf_helpers.h>',
    /`vmlinux\.h`.* before all others/,
  ],
  [
    'of all gadget headers',
    [[GADGET_HEADERS.join(''), '']],
    'missing-include',
    '#include <bpf/bpf_helpers.h>',
    /`#include <gadget\/buffer\.h>`, .* and `#include <gadget\/types\.h>`/,
  ],
  [
    'the kernel types come too late',
    [
      ['#include <vmlinux.h>\n', ''],
      [TYPES, `${TYPES}\n#include <vmlinux.h>`],
    ],
    'missing-include',
    '#include <vmlinux.h>',
    /Move this line up/,
  ],
  [
    'misspelt',
    [['gadget/buffer.h', 'gadget/bufer.h']],
    'misspelt-include',
    '#include <gadget/bufer.h>',
    /`gadget\/buffer\.h`/,
  ],
  [
    'without its ending',
    [['<vmlinux.h>', '<vmlinux>']],
    'misspelt-include',
    '#include <vmlinux>',
    /`vmlinux\.h`/,
  ],
  [
    'without its folder',
    [['<bpf/bpf_helpers.h>', '<bpf_helpers.h>']],
    'misspelt-include',
    '#include <bpf_helpers.h>',
    /`bpf\/bpf_helpers\.h`/,
  ],
  [
    'without its bracket',
    [[TYPES, TYPES.slice(0, -1)]],
    'misspelt-include',
    TYPES.slice(0, -1),
    /between `<` and `>`/,
  ],
  [
    'the word is misspelt',
    [[TYPES, TYPES.replace('include', 'inlcude')]],
    'misspelt-include',
    '#inlcude <gadget/types.h>',
    /`#include`/,
  ],
  ['without its hash', [[TYPES, TYPES.slice(1)]], 'misspelt-include', TYPES.slice(1), /`#`/],
  [
    'of a file that is not there',
    [[TYPES, `${TYPES}\n#include "mine.h"`]],
    'misspelt-include',
    '#include "mine.h"',
    /in the workspace/,
  ],
  ['of the C library', [[TYPES, `${TYPES}\n#include <stdio.h>`]], 'foreign-include', '#include <stdio.h>'],
  [
    'of itself',
    [['// The way out', '#include "program.bpf.c"\n// The way out']],
    'foreign-include',
    '#include "program.bpf.c"',
    /includes itself/,
  ],
];

const PLACES: readonly Mistake[] = [
  [
    'after the last function',
    [['// The kernel lends', 'gadget_process_populate(&event->proc);\n// The kernel lends']],
    'misplaced-code',
    'gadget_process_populate(&event->proc);',
    /outside of a function/,
  ],
  [
    'before the first one',
    [['// The way out', 'event->flags = flags;\n// The way out']],
    'misplaced-code',
    'event->flags = flags;',
    /outside of a function/,
  ],
  ['a return', [['// The kernel lends', 'return 0;\n// The kernel lends']], 'misplaced-code', 'return 0;'],
  [
    'in a struct',
    [['\tint flags;\n', '\tint flags;\n\tevent->proc = 0;\n']],
    'misplaced-code',
    'event->proc = 0;',
    /within a struct/,
  ],
  [
    'a function in a function',
    [['\t// Fill it in ...', '\tint inner(int a)\n\t{\n\t\treturn a;\n\t}\n']],
    'misplaced-code',
    'int inner(int a)',
    /within the function `handle_open`/,
  ],
  [
    'words',
    [['// The kernel lends', 'And now the license\n// The kernel lends']],
    'misplaced-code',
    'And now the license',
    /needs a `\/\/`/,
  ],
  [
    'the frame of an example',
    [['// Every kernel type', '```c\n// Every kernel type']],
    'misplaced-code',
    '```c',
  ],
  ['what an example leaves out', [[NUMBER, `${NUMBER}\n\t...`]], 'misplaced-code', '...'],
  [
    'the marks of a merge',
    [[`\t${NUMBER}`, `<<<<<<< HEAD\n\t${NUMBER}\n=======\n>>>>>>> other`]],
    'misplaced-code',
    '<<<<<<< HEAD',
  ],
];

const MACHINE: readonly Mistake[] = [
  [
    'a large variable',
    [
      [
        READ,
        'char path[1024];\n\tbpf_probe_read_user_str(path, sizeof(path), filename);\n\tevent->filename[0] = path[flags & 1023];',
      ],
    ],
    'stack-too-large',
    'char path[1024];',
    /`path` takes 1024 bytes/,
  ],
  [
    'two structs',
    [
      [
        READ,
        'struct event a = {};\n\tstruct event b = {};\n\tbpf_probe_read_user_str(a.filename, 256, filename);\n\tbpf_probe_read_user_str(b.filename, 256, a.filename);',
      ],
    ],
    'stack-too-large',
    'struct event a = {};',
    /variables of this program take 6\d\d bytes/,
  ],
  [
    'memory of a size that nobody knows',
    [[NUMBER, '__builtin_memset(event->filename, 0, flags);']],
    'unsupported-builtin',
    '__builtin_memset(event->filename, 0, flags);',
    /`memset`/,
  ],
  [
    'fractions',
    [[NUMBER, 'event->flags = flags * 1.5;']],
    'unsupported-builtin',
    'event->flags = flags * 1.5;',
    /whole numbers only/,
  ],
  [
    'division of numbers with a sign',
    [[NUMBER, 'event->flags = flags / (int)ctx->nr;']],
    'unsupported-builtin',
    'event->flags = flags / (int)ctx->nr;',
    /without a sign/,
  ],
  [
    'an array of a size that nobody knows',
    [[READ, 'char path[flags];\n\tbpf_probe_read_user_str(path, flags, filename);']],
    'unsupported-builtin',
    'char path[flags];',
    /a plain number/,
  ],
];

mistakes('an include', INCLUDES);
mistakes('code at a wrong place', PLACES);
mistakes('more than the machine can do', MACHINE);

describe.each(COMPILERS)('where no rule is sure, %s', (compiler) => {
  test('the compiler has its say', async () => {
    const { said } = await diagnose(compiler, RIGHT.replace(NUMBER, 'event->flags = flags +;'));
    expect(said).toMatchObject({ id: 'compile-error', confidence: 'fallback', place: { line: 50 } });
    expect(said?.message).toContain('In its own words: expected expression.');
  });

  test('an error in a file of the learner’s own is told there', async () => {
    const files = { 'mine.h': 'static int twice(int a)\n{\n\treturn 2 * b;\n}\n' };
    const { said } = await diagnose(compiler, RIGHT.replace(TYPES, `${TYPES}\n#include "mine.h"`), files);
    expect(said).toMatchObject({ id: 'compile-error', place: { line: 14 } });
  });

  test('the right program has nothing to be said about', async () => {
    const { build } = await diagnose(compiler, RIGHT);
    expect(build.status).toBe('ok');
  });
});
