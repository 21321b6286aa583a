import type { Edit } from '../../../support/workspace.ts';
import type { Module } from '../../module.ts';
import { fault, host, said } from './support.ts';

/** A mistake, what came of it when it was run, and what is made of that. */
export interface RunCase {
  readonly what: string;
  readonly edits: readonly Edit[];
  readonly module: Partial<Module>;
  readonly id: string;
  /** What the line that is named holds; undefined where the text shows none. */
  readonly line: string | undefined;
  readonly says: RegExp;
}

const NOTHING = { fields: [], subscriptions: [] } as const;
const EMPTY = { decode: () => '' } as const;
const NEVER_CALLED = host(
  'gadgetInit: the module does not export it, so nothing of it is ever called. Right above the function belongs //go:wasmexport gadgetInit, without a space after the slashes',
);
const EXPORT = '//go:wasmexport gadgetInit';
const FIELDS = 'timestamp_raw, proc, proc.comm, proc.pid, filename, flags';
const noField = (name: string) =>
  host(`dataSourceGetField: "open" has no field "${name}". Its fields: ${FIELDS}`);
const noSource = (name: string) =>
  host(`getDataSource: there is no data source "${name}". There are: "open"`);
const RETURNED = fault('gadgetInit', 'returned', 'gadgetInit returned 1, which stops the gadget.');
const trap = (message: string) => fault('callback', 'trap', `The module panicked (main.go:37): ${message}`);
const traceAt = (line: number) =>
  `panic: no\n\ngoroutine 1 [running]:\nmain.flagWords(...)\n\tmain.go:${line}\nmain.gadgetInit.func1(0x1, 0xa)\n\tmain.go:79 +0x37\n`;
const TIMEOUT = fault('callback', 'timeout', 'The callback did not come back within 1 s.');
const INIT = 'func gadgetInit() int32 {\n';
const WORDS = '\tvar words []string\n';
const SUBSCRIBE = /\terr = open\.Subscribe\(.*?\n\t\}, 0\)\n\tif err != nil \{\n.*?\n\t\}\n/s;
const sizes = (caller: string, field: string, has: number, number: number) =>
  host(`${caller}: the field "${field}" of "open" has ${has} bytes, the number has ${number}`);
const field = (name: string, kind: string, dataSource = 'open') => ({ fields: [{ dataSource, name, kind }] });

export const RUN_CASES: readonly RunCase[] = [
  ...[
    ['a space', '// go:wasmexport gadgetInit', /may be no space after the slashes/],
    ['another name', '//go:wasmexport gadgetinit', /exports it as `gadgetinit`, a name that nobody calls/],
    ['another word', '//export gadgetInit', /not the one that exports a function/],
  ].map(([what, text, says]) => ({
    what: `an export with ${what}`,
    edits: [[EXPORT, text as string] as Edit],
    module: { ...NOTHING, ...EMPTY, log: [NEVER_CALLED] },
    id: 'missing-export',
    line: text as string,
    says: says as RegExp,
  })),
  {
    what: 'no export',
    edits: [[`${EXPORT}\n`, '']],
    module: { ...NOTHING, ...EMPTY, log: [NEVER_CALLED] },
    id: 'missing-export',
    line: 'func gadgetInit',
    says: /nothing exports it\. Right above it belongs the line `\/\/go:wasmexport gadgetInit`/,
  },
  {
    what: 'an export at the head of the file',
    edits: [
      [`${EXPORT}\n`, ''],
      ['package main', `${EXPORT}\npackage main`],
    ],
    module: { ...NOTHING, ...EMPTY, log: [NEVER_CALLED] },
    id: 'missing-export',
    line: EXPORT,
    says: /not right above it/,
  },
  {
    what: 'gadgetInit with another result',
    edits: [['func gadgetInit() int32', 'func gadgetInit() int64']],
    module: {
      ...NOTHING,
      fault: fault('load', 'unusable', 'The module exports gadgetInit as (-> i64); it must be (-> i32).'),
    },
    id: 'module-unusable',
    line: 'func gadgetInit',
    says: /^`gadgetInit` has to return an `int32`/,
  },
  {
    what: 'another data source',
    edits: [['GetDataSource("open")', 'GetDataSource("opne")']],
    module: {
      ...NOTHING,
      fault: RETURNED,
      log: [noSource('opne'), said('no data source: datasource opne not found')],
    },
    id: 'unknown-data-source',
    line: 'GetDataSource("opne")',
    says: /^There is no data source `opne`\. The one of your program is called `open`/,
  },
  {
    what: 'another data source, by a constant, and nobody looks at the error',
    edits: [
      ['GetDataSource("open")', 'GetDataSource(name)'],
      ['const firstFlag = 6', 'const firstFlag = 6\nconst name = "events"'],
    ],
    module: {
      ...NOTHING,
      log: [noSource('events'), host('dataSourceGetField: 0 is not the handle of a data source')],
    },
    id: 'unknown-data-source',
    line: 'GetDataSource(name)',
    says: /`events`/,
  },
  ...[
    ['flag', 'flags', /Did you mean `flags`\?$/],
    ['FLAGS', 'flags', /Did you mean `flags`\?$/],
    ['pid', 'proc.pid', /Did you mean `proc\.pid`\? A field inside of another/],
    ['event.filename', 'filename', /Did you mean `filename`\?$/],
  ].map(([name, , says]) => ({
    what: `the field ${name}`,
    edits: [['GetField("flags")', `GetField("${name}")`] as Edit],
    module: {
      ...NOTHING,
      fault: RETURNED,
      log: [noField(name as string), said('no field flags: not found')],
    },
    id: 'unknown-field',
    line: `GetField("${name}")`,
    says: says as RegExp,
  })),
  {
    what: 'the new field asked for in place of added',
    edits: [['AddField("flags_decoded", api.Kind_String)', 'GetField("flags_decoded")']],
    module: { ...NOTHING, fault: RETURNED, log: [noField('flags_decoded')] },
    id: 'field-not-added',
    line: 'GetField("flags_decoded")',
    says: /has to add it: `AddField`/,
  },
  {
    what: '1 at the end of gadgetInit',
    edits: [['\treturn 0\n}', '\treturn 1 // done\n}']],
    module: { fault: RETURNED },
    id: 'module-refused',
    line: 'return 1 // done',
    says: /^`gadgetInit` returned 1, and whatever is not 0 stops the gadget\. Where all went well, it has to return 0\.$/,
  },
  {
    what: 'an error that is none',
    edits: [['err != nil {\n\t\tapi.Errorf("no data', 'err == nil {\n\t\tapi.Errorf("no data']],
    module: { ...NOTHING, fault: RETURNED, log: [said('no data source: %!s(<nil>)')] },
    id: 'module-refused',
    line: 'if err == nil',
    says: /the error is nil, so there was none/,
  },
  {
    what: 'the access mode 3',
    edits: [['mode < len(accessModes)', 'mode >= 0']],
    module: { fault: trap('runtime error: index out of range [3] with length 3'), output: traceAt(37) },
    id: 'module-panic',
    line: 'accessModes[mode]',
    says: /^Here `accessModes\[mode\]` asks for entry 3, and there are 3, with the numbers 0 to 2\./,
  },
  ...[
    ['a nil map', 'assignment to entry in nil map', /^Here something is put into a map that was never made/],
    [
      'nil',
      'runtime error: invalid memory address or nil pointer dereference',
      /^Here a variable is used that points to nothing/,
    ],
    ['a division', 'runtime error: integer divide by zero', /^Here a number is divided by 0/],
    ['panic()', 'not today', /gives up by `panic`: not today/],
    ['a deadlock', 'all goroutines are asleep - deadlock!', /waits for something that nobody will ever do/],
    ['a slice', 'runtime error: slice bounds out of range [:5] with capacity 1', /there is only 1 entry/],
  ].map(([what, message, says]) => ({
    what: `a panic of ${what}`,
    edits: [],
    module: { fault: trap(message as string), output: traceAt(40) },
    id: 'module-panic',
    line: 'if flags&(1<<(firstFlag+i)) != 0',
    says: says as RegExp,
  })),
  {
    what: 'an exit',
    edits: [[WORDS, `${WORDS}\tos.Exit(1)\n`]],
    module: { fault: fault('callback', 'trap', 'The module ended itself (exit code 1).') },
    id: 'module-panic',
    line: 'os.Exit(1)',
    says: /^The module ended itself with the code 1\./,
  },
  {
    what: 'a function that calls itself',
    edits: [[WORDS, `${WORDS}\twords = flagWords(flags)\n`]],
    module: { fault: fault('callback', 'trap', 'The module calls itself without end: its stack is full.') },
    id: 'module-panic',
    line: 'words = flagWords(flags)',
    says: /^A function calls itself without end/,
  },
  {
    what: 'a loop without an end in gadgetInit',
    edits: [[INIT, `${INIT}\tfor {\n\t}\n`]],
    module: { ...NOTHING, fault: fault('gadgetInit', 'timeout', 'gadgetInit did not come back within 5 s.') },
    id: 'module-timeout',
    line: 'for {',
    says: /^This loop never ends: it has no condition, and nothing in it leaves it\./,
  },
  {
    what: 'a loop whose counter stands still',
    edits: [
      ['for i, name := range flagNames {', 'i := 0\n\tfor i < len(flagNames) {\n\t\tname := flagNames[i]'],
    ],
    module: { fault: TIMEOUT },
    id: 'module-timeout',
    line: 'for i < len',
    says: /^This loop never ends: nothing in it changes `i`\./,
  },
  {
    what: 'a loop that counts the wrong way',
    edits: [['for i, name := range flagNames {', 'for i := 0; i < 14; i-- {\n\t\tname := ""']],
    module: { fault: TIMEOUT },
    id: 'module-timeout',
    line: 'i--',
    says: /counts away from its end/,
  },
  {
    what: 'a loop that may end, the only one',
    edits: [[WORDS, `${WORDS}\tfor flags != 0 {\n\t\tflags = flags>>1 | 1\n\t}\n`]],
    module: { fault: TIMEOUT },
    id: 'module-timeout',
    line: 'for flags != 0',
    says: /the only one that may go on for ever/,
  },
  {
    what: 'no loop at all',
    edits: [],
    module: { fault: TIMEOUT },
    id: 'module-timeout',
    line: undefined,
    says: /Look for a loop that never ends/,
  },
  {
    what: 'a list that grows without end',
    edits: [[WORDS, `${WORDS}\tfor {\n\t\twords = append(words, "O_CREAT")\n\t}\n`]],
    module: {
      fault: fault('callback', 'memory', 'The module may have 16 MiB of memory (main.go:37): it wants more.'),
      output: `runtime: out of memory: no\nfatal error: out of memory\n\n${traceAt(37)}`,
    },
    id: 'module-memory',
    line: 'for {',
    says: /^This loop never ends.*takes all of the 16 MiB/,
  },
  {
    what: 'far too much at once',
    edits: [[WORDS, '\twords := make([]string, 0, 1<<28)\n']],
    module: {
      fault: fault('callback', 'memory', 'The module may have 16 MiB of memory (main.go:35): it wants more.'),
      output: `fatal error: out of memory\n\n${traceAt(35)}`,
    },
    id: 'module-memory',
    line: 'make([]string',
    says: /^The module has 16 MiB of memory, and in this line it wants more/,
  },
  {
    what: 'an address outside of the memory',
    edits: [],
    module: {
      fault: fault(
        'callback',
        'pointer',
        'The module passed a buffer at 9 with 9 bytes; its memory ends at 8.',
      ),
    },
    id: 'module-pointer',
    line: undefined,
    says: /Call the functions of the package api/,
  },
  {
    what: 'far too much said',
    edits: [],
    module: {
      fault: fault('callback', 'output', 'The module handed over more than 16777216 bytes in one call.'),
    },
    id: 'module-output',
    line: undefined,
    says: /far more than is needed/,
  },
  {
    what: 'the death of its process',
    edits: [],
    module: { fault: fault('callback', 'died', "The module's process died (SIGKILL).") },
    id: 'module-died',
    line: undefined,
    says: /ended unexpectedly/,
  },
  {
    what: 'a number read as a larger one',
    edits: [['flags.Int32(event)', 'flags.Int64(event)']],
    module: { ...EMPTY, log: [sizes('fieldGetScalar', 'flags', 4, 8), said('cannot read flags')] },
    id: 'wrong-kind',
    line: 'flags.Int64(event)',
    says: /^`flags\.Int64` reads 8 bytes, and the field `flags` has 4, so the host refuses it\. The right method is `Int32`\.$/,
  },
  {
    what: 'a number put into the words',
    edits: [
      ['decoded.SetString(event, strings.Join(flagWords(number), "|"))', 'decoded.SetInt32(event, number)'],
    ],
    module: { ...EMPTY, log: [sizes('fieldSet', 'flags_decoded', 0, 4)] },
    id: 'wrong-kind',
    line: 'decoded.SetInt32',
    says: /puts a number into the field `flags_decoded`, which holds text/,
  },
  {
    what: 'words put into the number',
    edits: [['decoded.SetString(', 'flags.SetString(']],
    module: {
      ...EMPTY,
      log: [host('fieldSet: the field "flags" of "open" is not set: it has 4 bytes, not 24')],
    },
    id: 'wrong-kind',
    line: 'flags.SetString(',
    says: /which is a number of 4 bytes.*Words belong into the field that the module added: `decoded\.SetString`\.$/,
  },
  {
    what: 'a buffer that is too small',
    edits: [],
    module: {
      ...EMPTY,
      log: [host('fieldGetBuffer: the field "filename" of "open" has 256 bytes, there is room for 8')],
    },
    id: 'host-refused',
    line: undefined,
    says: /^Inspektor Gadget refused what the module asked for: fieldGetBuffer/,
  },
  {
    what: 'a field of another name',
    edits: [['"flags_decoded"', '"flagsDecoded"']],
    module: field('flagsDecoded', 'string'),
    id: 'field-misnamed',
    line: '"flagsDecoded"',
    says: /is called `flagsDecoded`, and it has to be `flags_decoded`/,
  },
  {
    what: 'a field of another type',
    edits: [['api.Kind_String', 'api.Kind_Int32']],
    module: field('flags_decoded', 'int32'),
    id: 'field-wrong-kind',
    line: 'api.Kind_Int32',
    says: /added with the type int32, and words are a string: `api\.Kind_String`/,
  },
  {
    what: 'a field of another data source',
    edits: [['open.AddField', 'other.AddField']],
    module: field('flags_decoded', 'string', 'words'),
    id: 'field-not-added',
    line: 'other.AddField',
    says: /added to the data source `words`/,
  },
  {
    what: 'no field',
    edits: [['open.AddField("flags_decoded", api.Kind_String)', 'open.GetField("filename")']],
    module: { fields: [] },
    id: 'field-not-added',
    line: 'func gadgetInit',
    says: /^The module adds no field\. In `gadgetInit` belongs a call of `AddField`/,
  },
  {
    what: 'a field that is added in the callback',
    edits: [],
    module: {
      fields: [],
      log: [
        host('dataSourceAddField: it is too late for that: only gadgetInit and gadgetPreStart can do it'),
      ],
    },
    id: 'field-not-added',
    line: 'open.AddField',
    says: /is added too late/,
  },
  {
    what: 'a function with all of it that nobody calls',
    edits: [
      [`${EXPORT}\nfunc gadgetInit() int32 {`, 'func setup() int32 {'],
      ['func main() {}', `${EXPORT}\nfunc gadgetInit() int32 { return 0 }\n\nfunc main() {}`],
    ],
    module: NOTHING,
    id: 'field-not-added',
    line: 'open.AddField',
    says: /This line is in `setup`, which nobody calls/,
  },
  {
    what: 'no callback',
    edits: [[SUBSCRIBE, '']],
    module: { ...EMPTY, subscriptions: [] },
    id: 'not-subscribed',
    line: 'return 0',
    says: /belongs a call of `Subscribe`/,
  },
  {
    what: 'a callback for something else',
    edits: [
      ['open.Subscribe', 'other.Subscribe'],
      ['\terr = ', '\tother, err := api.NewDataSource("words", api.DataSourceTypeSingle)\n\terr = '],
    ],
    module: { ...EMPTY, subscriptions: ['words'] },
    id: 'not-subscribed',
    line: 'other.Subscribe',
    says: /for the events of `words`/,
  },
  {
    what: 'words in the file name',
    edits: [
      ['decoded.SetString(', 'name.SetString('],
      ['\terr = open', '\tname, err := open.GetField("filename")\n\terr = open'],
    ],
    module: { ...EMPTY, changes: ['filename'] },
    id: 'field-overwritten',
    line: 'name.SetString(',
    says: /^`name\.SetString` overwrites the field `filename`.*`flags_decoded`\.$/,
  },
  {
    what: 'a callback that does nothing',
    edits: [[/\t\tnumber, err := .*?(?=\n\t\}, 0\))/s, '\t\t// later']],
    module: EMPTY,
    id: 'field-never-set',
    line: 'open.Subscribe',
    says: /^The callback does nothing yet/,
  },
  {
    what: 'a callback that sets nothing',
    edits: [['decoded.SetString(event, strings.Join(flagWords(number), "|"))', 'error(nil)']],
    module: EMPTY,
    id: 'field-never-set',
    line: 'open.Subscribe',
    says: /^Nothing ever sets `flags_decoded`.*`decoded\.SetString`/,
  },
  {
    what: 'a callback that returns where all went well',
    edits: [['flags.Int32(event)\n\t\tif err != nil', 'flags.Int32(event)\n\t\tif err == nil']],
    module: { ...EMPTY, log: [said('cannot read flags: %!s(<nil>)')] },
    id: 'field-never-set',
    line: 'if err == nil',
    says: /It has to be `err != nil`/,
  },
  {
    what: 'a data source that is given away',
    edits: [['\terr = open', '\topen.Unreference()\n\terr = open']],
    module: EMPTY,
    id: 'field-never-set',
    line: 'open.Unreference()',
    says: /not needed any more/,
  },
  {
    what: 'an empty text',
    edits: [],
    module: EMPTY,
    id: 'field-never-set',
    line: 'decoded.SetString',
    says: /is empty in every event/,
  },
];
