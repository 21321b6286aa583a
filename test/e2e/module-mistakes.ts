import type { Edit } from '../support/workspace.ts';

/** A mistake in the module of step 04, and what the verdict must say about it. */
export interface ModuleMistake {
  readonly what: string;
  /** In go/main.go. */
  readonly edits?: readonly Edit[];
  /** In other files, by path; undefined takes the file away. */
  readonly files?: Readonly<Record<string, readonly Edit[] | undefined>>;
  /** The checks that must fail; no others may. */
  readonly failed: readonly string[];
  readonly diagnosis?: string;
}

const DECODINGS = ['openat-access-mode', 'open-access-mode', 'openat-names', 'open-names'];
const IMPORT = '\t"strings"\n\n';
const JOIN = 'strings.Join(flagWords(number), "|")';
const INIT = 'func gadgetInit() int32 {\n';
const CALLBACK = 'event api.Data) {\n';
const SUBSCRIBE = /\terr = open\.Subscribe\(.*?\n\t\}, 0\)\n\tif err != nil \{\n.*?\n\t\}\n/s;

const inInit = (statement: string): Edit => [INIT, `${INIT}\t${statement}\n`];
const inCallback = (statement: string): Edit => [CALLBACK, `${CALLBACK}\t\t${statement}\n`];
const separator = (text: string): Edit => [JOIN, `strings.Join(flagWords(number), ${JSON.stringify(text)})`];
/** A variable of the package, so that the compiler cannot do without what is put there. */
const KEEP: Edit = ['func main() {}', 'var keep []byte\n\nfunc main() {}'];
const set = (field: string, ...more: readonly Edit[]): readonly Edit[] => [
  ['decoded.SetString(', `${field}.SetString(`],
  ['\terr = open.Subscribe(', '\t_ = decoded\n\terr = open.Subscribe('],
  ...more,
];
const WITH_MODE: readonly Edit[] = [
  ['\tint flags;\n', '\tint flags;\n\tint mode;\n'],
  ['int flags)\n{', 'int flags, int mode)\n{'],
  ['\tevent->flags = flags;', '\tevent->flags = flags;\n\tevent->mode = mode;'],
  ['(int)ctx->args[2])', '(int)ctx->args[2], (int)ctx->args[3])'],
  ['(int)ctx->args[1])', '(int)ctx->args[1], (int)ctx->args[2])'],
];

export const MODULE_MISTAKES: readonly ModuleMistake[] = [
  {
    what: 'mode is decoded in place of flags',
    edits: [['GetField("flags")', 'GetField("mode")']],
    files: { 'program.bpf.c': WITH_MODE },
    failed: DECODINGS,
    diagnosis: 'decoded-from-other-field',
  },
  {
    what: 'the process id is decoded in place of flags',
    edits: [['GetField("flags")', 'GetField("proc.pid")']],
    failed: DECODINGS,
    diagnosis: 'decoded-from-other-field',
  },
  {
    what: 'the access mode is missing',
    edits: [['words = append(words, accessModes[mode])', '_ = mode']],
    failed: ['openat-access-mode', 'open-access-mode'],
    diagnosis: 'access-mode-missing',
  },
  {
    what: 'the access mode is tested bit by bit',
    edits: [['int(flags & 3)', 'int(flags & 1)']],
    failed: ['openat-access-mode', 'open-access-mode'],
  },
  {
    what: 'the first flag is taken for bit 7',
    edits: [['firstFlag = 6', 'firstFlag = 7']],
    failed: ['openat-names', 'open-names'],
  },
  {
    what: 'the same words for every event',
    edits: [
      [JOIN, '"O_WRONLY|O_CREAT|O_TRUNC"'],
      [IMPORT, ''],
      ['number, err := ', '_, err := '],
    ],
    failed: DECODINGS,
    diagnosis: 'value-constant',
  },
  {
    what: 'a comma between the words',
    edits: [separator(', ')],
    failed: ['separator'],
    diagnosis: 'wrong-separator',
  },
  {
    what: 'nothing between the words',
    edits: [separator('')],
    failed: ['separator'],
    diagnosis: 'wrong-separator',
  },
  {
    what: 'another data source',
    edits: [['GetDataSource("open")', 'GetDataSource("opne")']],
    failed: ['module-starts'],
    diagnosis: 'module-refused',
  },
  {
    what: 'another field to read',
    edits: [['GetField("flags")', 'GetField("flag")']],
    failed: ['module-starts'],
    diagnosis: 'module-refused',
  },
  { what: 'another field to add', edits: [['"flags_decoded"', '"flagsDecoded"']], failed: ['field'] },
  { what: 'a field of numbers', edits: [['api.Kind_String', 'api.Kind_Int32']], failed: ['field'] },
  {
    what: '1 from gadgetInit',
    edits: [['\treturn 0\n}', '\treturn 1\n}']],
    failed: ['module-starts'],
    diagnosis: 'module-refused',
  },
  {
    what: 'no callback',
    edits: [
      [SUBSCRIBE, '\t_, _ = flags, decoded\n'],
      [IMPORT, ''],
    ],
    failed: ['subscribes'],
  },
  {
    what: 'a callback that does nothing',
    edits: [
      [/\t\tnumber, err := .*?(?=\n\t\}, 0\))/s, ''],
      ['\terr = open.Subscribe', '\t_, _ = flags, decoded\n\terr = open.Subscribe'],
      [IMPORT, ''],
    ],
    failed: ['filled'],
  },
  {
    what: 'a callback that does nothing, and variables that nobody uses',
    edits: [
      [/\t\tnumber, err := .*?(?=\n\t\}, 0\))/s, ''],
      [IMPORT, ''],
    ],
    failed: ['module-builds-as-is', 'filled'],
    diagnosis: 'unused-variables',
  },
  {
    what: 'the words in the field filename',
    edits: set('name', ['\t_ = decoded\n', '\t_ = decoded\n\tname, err := open.GetField("filename")\n']),
    failed: ['untouched'],
  },
  {
    what: 'the words in the field flags, where they do not fit',
    edits: set('flags'),
    failed: ['filled'],
    diagnosis: 'host-refused',
  },
  {
    what: 'no import of strings',
    edits: [[IMPORT, '']],
    failed: ['module-builds'],
    diagnosis: 'module-build',
  },
  {
    what: 'an export that is a mere comment',
    edits: [['//go:wasmexport', '// go:wasmexport']],
    failed: ['field', 'subscribes'],
  },
  {
    what: 'an endless loop in gadgetInit',
    edits: [inInit('for {\n\t}')],
    failed: ['module-starts'],
    diagnosis: 'module-timeout',
  },
  {
    what: 'an endless loop in the callback',
    edits: [inCallback('for {\n\t\t}')],
    failed: ['returns'],
    diagnosis: 'module-timeout',
  },
  {
    what: 'an endless loop for some events only',
    edits: [[`\t\tif err := decoded`, '\t\tfor number&2 != 0 {\n\t\t}\n\t\tif err := decoded']],
    failed: ['returns'],
    diagnosis: 'module-timeout',
  },
  {
    what: 'a panic in gadgetInit',
    edits: [inInit('panic("not today")')],
    failed: ['module-starts'],
    diagnosis: 'module-panic',
  },
  {
    what: 'a panic in the callback',
    edits: [inCallback('panic("not today")')],
    failed: ['returns'],
    diagnosis: 'module-panic',
  },
  {
    what: '1 GB in gadgetInit',
    edits: [KEEP, inInit('keep = make([]byte, 1<<30)')],
    failed: ['module-starts'],
    diagnosis: 'module-memory',
  },
  {
    what: '1 GB in the callback',
    edits: [KEEP, inCallback('keep = make([]byte, 1<<30)')],
    failed: ['returns'],
    diagnosis: 'module-memory',
  },
  {
    what: 'an index that does not fit access mode 3',
    edits: [['mode < len(accessModes)', 'mode >= 0']],
    failed: ['returns'],
    diagnosis: 'module-panic',
  },
  {
    what: 'the data source is taken away',
    edits: [['\terr = open.Subscribe(', '\topen.Unreference()\n\terr = open.Subscribe(']],
    failed: ['filled'],
  },
  {
    what: 'a field with a name of 300 bytes',
    edits: [['"flags_decoded", api', 'strings.Repeat("x", 300), api']],
    failed: ['module-starts'],
    diagnosis: 'module-refused',
  },
  {
    what: 'an event of its own among those of the program',
    edits: [
      [
        CALLBACK,
        `${CALLBACK}\t\tif packet, err := source.NewPacketSingle(); err == nil && !emitting {\n\t\t\temitting = true\n\t\t\t_ = source.EmitAndRelease(api.Packet(packet))\n\t\t\temitting = false\n\t\t}\n`,
      ],
      ['func main() {}', 'var emitting bool\n\nfunc main() {}'],
    ],
    failed: ['untouched'],
  },
  {
    what: 'a flood of spaces',
    edits: [[JOIN, 'strings.Repeat(" ", 30000) + strings.Join(flagWords(number), "|")']],
    failed: ['separator'],
  },
  {
    what: 'no build.yaml',
    files: { 'build.yaml': undefined },
    failed: ['module-builds'],
    diagnosis: 'no-module',
  },
  {
    what: 'a build.yaml that names no module',
    files: { 'build.yaml': [['wasm:', 'wasn:']] },
    failed: ['module-builds'],
    diagnosis: 'no-module',
  },
  {
    what: 'a build.yaml that names a file that is not there',
    files: { 'build.yaml': [['go/main.go', 'go/mian.go']] },
    failed: ['module-builds'],
    diagnosis: 'module-build',
  },
];
