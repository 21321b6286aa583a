import type { Edit } from '../../../support/workspace.ts';

/** A mistake in go/main.go, what Go 1.24 says of it, and what is made of that. */
export interface GoMistake {
  readonly what: string;
  /** Changes of the solution. */
  readonly edits: readonly Edit[];
  /** `line:column severity message`, the first five. */
  readonly said: readonly string[];
  readonly id: string;
  /** 0: the file as a whole. */
  readonly line: number;
  readonly message: string;
}

export const GO_MISTAKES: readonly GoMistake[] = [
  {
    what: 'a misspelt function',
    edits: [['flagWords(number)', 'flagwords(number)']],
    said: ['79:51 error undefined: flagwords'],
    id: 'go-undefined',
    line: 79,
    message: 'There is no `flagwords` here. Did you mean `flagWords`?',
  },
  {
    what: 'a method that does not exist',
    edits: [['flags.Int32(event)', 'flags.GetInt32(event)']],
    said: ['74:24 error flags.GetInt32 undefined (type api.Field has no field or method GetInt32)'],
    id: 'go-undefined',
    line: 74,
    message: '`flags` has no method `GetInt32`. Did you mean `flags.Int32`?',
  },
  {
    what: 'a method that is nothing like one',
    edits: [['decoded.SetString', 'decoded.SetText']],
    said: ['79:21 error decoded.SetText undefined (type api.Field has no field or method SetText)'],
    id: 'go-undefined',
    line: 79,
    message:
      '`decoded` has no method `SetText`. A field has one to read and one to write for each type, such as `Int32` and `SetString`.',
  },
  {
    what: 'a misspelt function of the API',
    edits: [['api.GetDataSource', 'api.GetDatasource']],
    said: ['53:19 error undefined: api.GetDatasource (but have GetDataSource)'],
    id: 'go-undefined',
    line: 53,
    message: 'There is no `api.GetDatasource`. Did you mean `api.GetDataSource`?',
  },
  {
    what: 'a misspelt kind',
    edits: [['api.Kind_String', 'api.KindString']],
    said: ['67:53 error undefined: api.KindString'],
    id: 'go-undefined',
    line: 67,
    message: 'There is no `api.KindString`. Did you mean `api.Kind_String`?',
  },
  {
    what: 'a small letter of a package',
    edits: [['strings.Join', 'strings.join']],
    said: ['79:46 error undefined: strings.join (but have Join)'],
    id: 'go-undefined',
    line: 79,
    message: 'There is no `strings.join`. Did you mean `strings.Join`?',
  },
  {
    what: 'another variable’s name',
    edits: [['flagWords(number), ', 'flagWords(num), ']],
    said: ['74:3 error declared and not used: number', '79:61 error undefined: num'],
    id: 'go-undefined',
    line: 79,
    message: 'There is no `num` here. Did you mean `number`?',
  },
  {
    what: 'no import of strings',
    edits: [['\t"strings"\n\n', '']],
    said: [
      '77:38 error undefined: strings',
      '77:38 note strings is a package whose import is missing: add `"strings"` to the imports',
    ],
    id: 'go-missing-import',
    line: 77,
    message: 'The package `strings` is used here and not imported. Put `"strings"` into the list of imports.',
  },
  {
    what: 'no import of fmt',
    edits: [['func gadgetInit() int32 {\n', 'func gadgetInit() int32 {\n\tfmt.Println("x")\n']],
    said: [
      '52:2 error undefined: fmt',
      '52:2 note fmt is a package whose import is missing: add `"fmt"` to the imports',
    ],
    id: 'go-missing-import',
    line: 52,
    message: 'The package `fmt` is used here and not imported. Put `"fmt"` into the list of imports.',
  },
  {
    what: 'an import too many',
    edits: [['\t"strings"\n', '\t"strings"\n\t"fmt"\n']],
    said: ['5:2 error "fmt" imported and not used'],
    id: 'go-unused-import',
    line: 5,
    message:
      '`"fmt"` is imported and nothing of it is used, which Go does not accept. Take the line out, or use it.',
  },
  {
    what: 'an import that is not used any more',
    edits: [
      ['strings.Join(flagWords(number), "|")', '"x"'],
      ['number, err := flags', '_, err := flags'],
    ],
    said: ['4:2 error "strings" imported and not used'],
    id: 'go-unused-import',
    line: 4,
    message:
      '`"strings"` is imported and nothing of it is used, which Go does not accept. Take the line out, or use it.',
  },
  {
    what: 'a list for a text',
    edits: [
      ['strings.Join(flagWords(number), "|")', 'flagWords(number)'],
      ['\t"strings"\n\n', ''],
    ],
    said: [
      '77:38 error cannot use flagWords(number) (value of type []string) as string value in argument to decoded.SetString',
    ],
    id: 'go-wrong-type',
    line: 77,
    message:
      '`flagWords(number)` is a list of texts, and `decoded.SetString` wants one text. `strings.Join` makes one of a list, with what belongs between two words.',
  },
  {
    what: 'an int64 for an int32',
    edits: [['flags.Int32(event)', 'flags.Int64(event)']],
    said: ['79:61 error cannot use number (variable of type int64) as int32 value in argument to flagWords'],
    id: 'go-wrong-type',
    line: 79,
    message:
      '`number` is a number of the type int64, and `flagWords` wants a number of the type int32. Read it by `flags.Int32`, or convert it: `int32(number)`.',
  },
  {
    what: 'a number for a text',
    edits: [
      ['strings.Join(flagWords(number), "|")', 'number'],
      ['\t"strings"\n\n', ''],
    ],
    said: [
      '77:38 error cannot use number (variable of type int32) as string value in argument to decoded.SetString',
    ],
    id: 'go-wrong-type',
    line: 77,
    message:
      '`number` is a number of the type int32, and `decoded.SetString` wants one text. First make words of the number.',
  },
  {
    what: 'an error as the result of gadgetInit',
    edits: [['\treturn 0\n}', '\treturn err\n}']],
    said: ['87:9 error cannot use err (variable of interface type error) as int32 value in return statement'],
    id: 'go-wrong-type',
    line: 87,
    message:
      '`err` is an error, and this function returns a number (int32): 0 where all went well, 1 where not.',
  },
  {
    what: 'nil as the result of gadgetInit',
    edits: [['\treturn 0\n}', '\treturn nil\n}']],
    said: ['87:9 error cannot use nil as int32 value in return statement'],
    id: 'go-wrong-type',
    line: 87,
    message:
      '`nil` is nothing (nil), and this function returns a number (int32): 0 where all went well, 1 where not.',
  },
  {
    what: 'a callback with one parameter',
    edits: [['source api.DataSource, event', 'event']],
    said: [
      '73:23 error cannot use func(event api.Data) {…} (value of type func(event api.Data)) as api.DataFunc value in argument to open.Subscribe',
    ],
    id: 'go-wrong-type',
    line: 73,
    message:
      'The function that `Subscribe` is given has other parameters or results than it must have: it takes a data source and an event, as in `func(source api.DataSource, event api.Data)`, and returns nothing.',
  },
  {
    what: 'a callback that returns an error',
    edits: [['event api.Data) {', 'event api.Data) error {']],
    said: [
      '73:23 error cannot use func(source api.DataSource, event api.Data) error {…} (value of type func(source api.DataSource, event api.Data) error) as api.DataFunc value in argument to open.Subscribe',
      '77:4 error not enough return values; have (); want (error)',
      '82:2 error missing return',
    ],
    id: 'go-wrong-type',
    line: 73,
    message:
      'The function that `Subscribe` is given has other parameters or results than it must have: it takes a data source and an event, as in `func(source api.DataSource, event api.Data)`, and returns nothing.',
  },
  {
    what: 'a separator in single quotes',
    edits: [['"|"', "'|'"]],
    said: [
      "79:70 error cannot use '|' (untyped rune constant 124) as string value in argument to strings.Join",
    ],
    id: 'go-wrong-type',
    line: 79,
    message:
      "`'|'` is a single character, and `strings.Join` wants one text. Single quotes make a single character, which is a number to Go; a text has double quotes.",
  },
  {
    what: 'a number compared with a text',
    edits: [['flags&(1<<(firstFlag+i)) != 0', 'flags&(1<<(firstFlag+i)) != "0"']],
    said: [
      '40:34 error invalid operation: flags & (1 << (firstFlag + i)) != "0" (mismatched types int32 and untyped string)',
    ],
    id: 'go-wrong-type',
    line: 40,
    message:
      '`flags & (1 << (firstFlag + i)) != "0"` puts two types together that do not fit: on the left a number of the type int32, on the right a text.',
  },
  {
    what: 'an int32 compared with an int',
    edits: [['if mode := int(flags & 3); mode < len', 'if mode := flags & 3; mode < len']],
    said: ['36:31 error invalid operation: mode < len(accessModes) (mismatched types int32 and int)'],
    id: 'go-wrong-type',
    line: 36,
    message:
      '`mode < len(accessModes)` puts two types together that do not fit: on the left a number of the type int32, on the right a number of the type int. Convert one: `int32(…)`, `int(…)`.',
  },
  {
    what: 'a number as a condition',
    edits: [['if flags&(1<<(firstFlag+i)) != 0 {', 'if flags&(1<<(firstFlag+i)) {']],
    said: ['40:6 error non-boolean condition in if statement'],
    id: 'go-wrong-type',
    line: 40,
    message:
      'What stands behind `if` is neither true nor false. Go does not take a number or an error for that: compare it, with `!= 0` or `!= nil`.',
  },
  {
    what: 'SetString without the event',
    edits: [['event, strings.Join(flagWords(number), "|")', 'strings.Join(flagWords(number), "|")']],
    said: [
      '79:31 error not enough arguments in call to decoded.SetString; have (string); want (api.Data, string)',
    ],
    id: 'go-argument-count',
    line: 79,
    message:
      '`decoded.SetString` wants 2 arguments (api.Data, string), and here is 1. The event comes first: a field has its values only in an event.',
  },
  {
    what: 'Join without its separator',
    edits: [['flagWords(number), "|"', 'flagWords(number)']],
    said: [
      '79:51 error not enough arguments in call to strings.Join; have ([]string); want ([]string, string)',
    ],
    id: 'go-argument-count',
    line: 79,
    message:
      '`strings.Join` wants 2 arguments ([]string, string), and here is 1. The second one is what stands between two words.',
  },
  {
    what: 'one variable for two results',
    edits: [
      [
        'number, err := flags.Int32(event)\n\t\tif err != nil {\n\t\t\tapi.Warnf("cannot read flags: %s", err)\n\t\t\treturn\n\t\t}',
        'number := flags.Int32(event)',
      ],
    ],
    said: ['74:13 error assignment mismatch: 1 variable but flags.Int32 returns 2 values'],
    id: 'go-argument-count',
    line: 74,
    message:
      '`flags.Int32` gives 2 values, and here is 1 variable for them. Most functions of the API give an error as well: `number, err := …`.',
  },
  {
    what: 'Subscribe without its place in the queue',
    edits: [['\t}, 0)\n', '\t})\n']],
    said: [
      '73:23 error not enough arguments in call to open.Subscribe; have (func(source api.DataSource, event api.Data)); want (api.DataFunc, uint32)',
    ],
    id: 'go-argument-count',
    line: 73,
    message:
      '`open.Subscribe` wants 2 arguments (api.DataFunc, uint32), and here is 1. The last one is the place in the queue, where 0 is as good as any.',
  },
  {
    what: 'AddField without a kind',
    edits: [['"flags_decoded", api.Kind_String', '"flags_decoded"']],
    said: [
      '67:32 error not enough arguments in call to open.AddField; have (string); want (string, api.FieldKind)',
    ],
    id: 'go-argument-count',
    line: 67,
    message:
      '`open.AddField` wants 2 arguments (string, api.FieldKind), and here is 1. The second one says what the field holds: `api.Kind_String`.',
  },
  {
    what: 'gadgetInit without a return',
    edits: [['\treturn 0\n}\n\n// Never', '}\n\n// Never']],
    said: ['87:1 error missing return'],
    id: 'go-missing-return',
    line: 87,
    message:
      '`gadgetInit` promises a result (`int32`) and ends here without a `return`. Where all went well, that is `return 0`.',
  },
  {
    what: 'flagWords without a return',
    edits: [['\treturn words\n', '']],
    said: ['44:1 error missing return'],
    id: 'go-missing-return',
    line: 44,
    message: '`flagWords` promises a result (`[]string`) and ends here without a `return`.',
  },
  {
    what: 'no brace at the end of the callback',
    edits: [['\t}, 0)\n', '\t, 0)\n']],
    said: ['82:2 error syntax error: unexpected comma, expected }'],
    id: 'go-syntax',
    line: 82,
    message:
      'The `{` at the end of line 73 is never closed: a `}` is missing in front of this line, where the text is no longer indented as what belongs to it.',
  },
  {
    what: 'no brace at the end of a function',
    edits: [['\treturn words\n}\n', '\treturn words\n']],
    said: [
      '49:3 error misplaced go:wasmexport directive',
      '50:6 error syntax error: unexpected name gadgetInit, expected (',
    ],
    id: 'go-syntax',
    line: 46,
    message:
      'The `{` at the end of line 34 is never closed: a `}` is missing in front of this line, where the text is no longer indented as what belongs to it.',
  },
  {
    what: 'no brace at the end of gadgetInit',
    edits: [['\treturn 0\n}\n', '\treturn 0\n']],
    said: ['90:6 error syntax error: unexpected name main, expected ('],
    id: 'go-syntax',
    line: 89,
    message:
      'The `{` at the end of line 51 is never closed: a `}` is missing in front of this line, where the text is no longer indented as what belongs to it.',
  },
  {
    what: 'a parenthesis missing within a line',
    edits: [['strings.Join(flagWords(number), "|")); err', 'strings.Join(flagWords(number), "|"); err']],
    said: [
      '79:74 error syntax error: unexpected semicolon in argument list; possibly missing comma or )',
      '81:3 error syntax error: unexpected }, expected expression',
    ],
    id: 'go-syntax',
    line: 79,
    message: 'In this line a `)` is missing.',
  },
  {
    what: 'a parenthesis missing at the end of a line',
    edits: [['api.GetDataSource("open")', 'api.GetDataSource("open"']],
    said: [
      '53:39 error syntax error: unexpected newline in argument list; possibly missing comma or )',
      '54:2 error syntax error: unexpected keyword if at end of statement',
    ],
    id: 'go-syntax',
    line: 53,
    message: 'In this line a `)` is missing.',
  },
  {
    what: 'a quote missing',
    edits: [['api.GetDataSource("open")', 'api.GetDataSource("open)']],
    said: [
      '53:39 error newline in string',
      '53:39 error syntax error: unexpected newline in argument list; possibly missing comma or )',
      '54:2 error syntax error: unexpected keyword if at end of statement',
    ],
    id: 'go-syntax',
    line: 53,
    message: 'The text in this line has no second quote: a `"` is missing at its end.',
  },
  {
    what: 'no comma behind the last entry',
    edits: [['"O_CLOEXEC",', '"O_CLOEXEC"']],
    said: ['29:13 error syntax error: unexpected newline in composite literal; possibly missing comma or }'],
    id: 'go-syntax',
    line: 29,
    message:
      'At the end of this line a comma is missing. Go wants one behind every entry of a list, also behind the last, where the bracket follows in a line of its own.',
  },
  {
    what: 'no comma behind an entry',
    edits: [['"O_TRUNC",', '"O_TRUNC"']],
    said: ['19:11 error syntax error: unexpected newline in composite literal; possibly missing comma or }'],
    id: 'go-syntax',
    line: 19,
    message:
      'At the end of this line a comma is missing. Go wants one behind every entry of a list, also behind the last, where the bracket follows in a line of its own.',
  },
  {
    what: 'a brace in a line of its own',
    edits: [['func flagWords(flags int32) []string {', 'func flagWords(flags int32) []string\n{']],
    said: [
      '35:1 error syntax error: unexpected semicolon or newline before {',
      '37:2 error syntax error: non-declaration statement outside function body',
    ],
    id: 'go-syntax',
    line: 34,
    message:
      'The `{` of a function, an `if` or a `for` has to stand at the end of this line, not in the next one.',
  },
  {
    what: 'else in a line of its own',
    edits: [['func gadgetInit() int32 {\n', 'func gadgetInit() int32 {\n\tif true {\n\t}\n\telse {\n\t}\n']],
    said: [
      '54:2 error syntax error: unexpected keyword else, expected }',
      '77:67 error method has multiple receivers',
      '77:67 error syntax error: unexpected {, expected name',
      '86:3 error syntax error: unexpected comma after top level declaration',
    ],
    id: 'go-syntax',
    line: 54,
    message: '`else` has to stand in the same line as the `}` before it: `} else {`.',
  },
  {
    what: 'a brace too many',
    edits: [['\treturn words\n}\n', '\treturn words\n}\n}\n']],
    said: ['46:1 error syntax error: non-declaration statement outside function body'],
    id: 'go-syntax',
    line: 46,
    message: 'This `}` closes nothing, or closes something too early: it is one too many.',
  },
  {
    what: 'parentheses behind for',
    edits: [['for i, name := range flagNames {', 'for (i, name := range flagNames) {']],
    said: ['39:8 error syntax error: unexpected comma, expected )'],
    id: 'go-syntax',
    line: 39,
    message: 'Behind `for` there are no parentheses in Go: `for … {`.',
  },
  {
    what: 'a declaration as in C',
    edits: [['func gadgetInit() int32 {\n', 'func gadgetInit() int32 {\n\tint x = 0;\n']],
    said: ['52:6 error syntax error: unexpected name x at end of statement'],
    id: 'go-syntax',
    line: 52,
    message:
      'A variable is declared in another way than in C: `x := 0`, or `var x int32` with the type behind the name.',
  },
  {
    what: 'no func',
    edits: [['func flagWords', 'flagWords']],
    said: [
      '34:1 error syntax error: non-declaration statement outside function body',
      '36:2 error syntax error: non-declaration statement outside function body',
    ],
    id: 'go-syntax',
    line: 34,
    message: 'In front of `flagWords` the word `func` is missing.',
  },
  {
    what: '= in place of :=',
    edits: [['number, err := flags.Int32', 'number, err = flags.Int32']],
    said: ['74:3 error undefined: number', '79:61 error undefined: number'],
    id: 'go-undefined',
    line: 74,
    message:
      '`number` is given a value here and does not exist yet. `:=` makes a variable and sets it, `=` only sets one that is there.',
  },
  {
    what: ':= in place of =',
    edits: [['\terr = open.Subscribe', '\terr := open.Subscribe']],
    said: ['73:6 error no new variables on left side of :='],
    id: 'go-duplicate',
    line: 73,
    message:
      'Everything on the left of this `:=` exists already. `:=` makes a new variable; to set one that is there, write `=`.',
  },
  {
    what: 'a function twice',
    edits: [['func main() {}', 'func main() {}\n\nfunc flagWords(f int32) []string { return nil }']],
    said: ['93:6 error flagWords redeclared in this block', '34:6 note other declaration of flagWords'],
    id: 'go-duplicate',
    line: 93,
    message:
      '`flagWords` is here for the second time: it is in line 34 already. Remove one of the two, or give it another name.',
  },
  {
    what: 'an import twice',
    edits: [['\t"strings"\n', '\t"strings"\n\t"strings"\n']],
    said: [
      '5:2 error strings redeclared in this block',
      '4:2 note other declaration of strings',
      '5:2 error "strings" imported and not used',
    ],
    id: 'go-duplicate',
    line: 5,
    message:
      '`strings` is here for the second time: it is in line 4 already. Remove one of the two, or give it another name.',
  },
  {
    what: 'no main',
    edits: [['func main() {}', '']],
    said: ['0:0 error runtime.main_main·f: function main is undeclared in the main package'],
    id: 'go-undefined',
    line: 0,
    message:
      'There is no function `main`. It is never called, and Go wants one all the same: `func main() {}`.',
  },
  {
    what: 'a package that does not exist',
    edits: [['"strings"', '"string"']],
    said: ['4:2 error package string is not in std (/go/src/string)'],
    id: 'go-missing-import',
    line: 4,
    message: 'Go has no package `"string"`. Did you mean `"strings"`?',
  },
  {
    what: 'a statement outside of functions',
    edits: [['func main() {}', 'func main() {}\nx := 1']],
    said: ['92:1 error syntax error: non-declaration statement outside function body'],
    id: 'go-syntax',
    line: 92,
    message: 'Outside of functions there is no `:=`. Write `var x = …`, or put the line into a function.',
  },
  {
    what: 'a data source compared with nil',
    edits: [
      [
        '\tif err != nil {\n\t\tapi.Errorf("no data source: %s", err)\n\t\treturn 1\n\t}',
        '\tif open == nil {\n\t\treturn 1\n\t}',
      ],
    ],
    said: ['54:13 error invalid operation: open == nil (mismatched types api.DataSource and untyped nil)'],
    id: 'go-wrong-type',
    line: 54,
    message:
      '`open == nil` compares something with nil that can never be nil. Whether something went wrong is in the second result, the error.',
  },
  {
    what: 'a list that is appended to nothing',
    edits: [['words = append(words, name)', 'append(words, name)']],
    said: ['41:4 error append(words, name) (value of type []string) is not used'],
    id: 'go-unused-result',
    line: 41,
    message:
      '`append(words, name)` gives a value that nothing is done with. Assign it: `words = append(words, name)`.',
  },
  {
    what: 'a table called',
    edits: [['accessModes[mode]', 'accessModes(mode)']],
    said: [
      '37:25 error invalid operation: cannot call accessModes (variable of type [3]string): [3]string is not a function',
    ],
    id: 'go-wrong-type',
    line: 37,
    message: '`accessModes` is no function but a table: what is in it comes by square brackets.',
  },
  {
    what: 'two results for one',
    edits: [['\treturn 0\n}', '\treturn 0, nil\n}']],
    said: ['87:12 error too many return values; have (number, nil); want (int32)'],
    id: 'go-argument-count',
    line: 87,
    message: 'Behind `return` are 2 values, and this function gives back 1 value (int32).',
  },
  {
    what: 'a result of the callback',
    edits: [['cannot read flags: %s", err)\n\t\t\treturn', 'cannot read flags: %s", err)\n\t\t\treturn 1']],
    said: ['77:11 error too many return values; have (number); want ()'],
    id: 'go-argument-count',
    line: 77,
    message: 'This function returns nothing, so behind `return` nothing may stand.',
  },
  {
    what: 'a number that is too large',
    edits: [['flags & 3', 'flags & 0xffffffffff']],
    said: ['36:25 error 0xffffffffff (untyped int constant 1099511627775) overflows int32'],
    id: 'go-wrong-type',
    line: 36,
    message: '`0xffffffffff` does not fit into the type `int32`.',
  },
  {
    what: 'a ternary',
    edits: [['\tvar words []string\n', '\tvar words []string\n\tfirst := flags > 1 ? 1 : 2\n']],
    said: [
      "36:21 error invalid character U+003F '?'",
      '36:23 error syntax error: unexpected literal 1 at end of statement',
    ],
    id: 'go-syntax',
    line: 36,
    message: 'Go has no `? :`. An `if` with an `else` does the same.',
  },
  {
    what: 'an arrow',
    edits: [['decoded.SetString(', 'decoded->SetString(']],
    said: ['79:21 error syntax error: unexpected >, expected expression'],
    id: 'go-syntax',
    line: 79,
    message: 'Go has no `->`. A point does the same, also behind a pointer.',
  },
  {
    what: 'typographic quotes',
    edits: [['GetField("flags")', 'GetField(“flags”)']],
    said: [
      "60:30 error invalid character U+201C '“' in identifier",
      "60:38 error invalid character U+201D '”' in identifier",
    ],
    id: 'go-syntax',
    line: 60,
    message:
      'The quotes in this line are typographic ones, as text processors make them. Go wants the plain `"`.',
  },
  {
    what: 'single quotes',
    edits: [['GetField("flags")', "GetField('flags')"]],
    said: ['60:30 error more than one character in rune literal'],
    id: 'go-syntax',
    line: 60,
    message: 'In single quotes stands one character and no more. A text has double quotes.',
  },
  {
    what: 'a preprocessor line',
    edits: [['package main\n', 'package main\n\n#define FIRST 6\n']],
    said: ["3:1 error invalid character U+0023 '#'"],
    id: 'go-syntax',
    line: 3,
    message: 'Go has no character `#`. Take it out.',
  },
  {
    what: 'an assignment as a condition',
    edits: [['err != nil {\n\t\tapi.Errorf("no data', 'err = nil {\n\t\tapi.Errorf("no data']],
    said: ['54:9 error syntax error: cannot use assignment err = nil as value'],
    id: 'go-syntax',
    line: 54,
    message: 'A single `=` sets a value. To compare two, write `==`.',
  },
  {
    what: 'while',
    edits: [['for i, name := range flagNames {', 'while i < 14 {']],
    said: [
      '39:8 error syntax error: unexpected name i at end of statement',
      '44:2 error syntax error: non-declaration statement outside function body',
    ],
    id: 'go-syntax',
    line: 39,
    message: 'Go has no `while`: a `for` with a condition does the same.',
  },
  {
    what: '++ as a value',
    edits: [['\tvar words []string\n', '\tvar words []string\n\tnext := flags++\n']],
    said: ['36:15 error syntax error: unexpected ++ at end of statement'],
    id: 'go-syntax',
    line: 36,
    message:
      '`++` and `--` are statements of their own in Go and give no value: put them into a line of their own.',
  },
  {
    what: 'imports that are not closed',
    edits: [['wasmapi/go"\n)', 'wasmapi/go"\n']],
    said: ['10:1 error missing import path'],
    id: 'go-syntax',
    line: 10,
    message: 'The list of imports is not closed: a `)` is missing before this line.',
  },
  {
    what: 'no package',
    edits: [['package main\n', '']],
    said: ["2:1 error expected 'package', found 'import'"],
    id: 'go-syntax',
    line: 2,
    message: 'The file has to begin with the line `package main`.',
  },
  {
    what: 'a function without its brace',
    edits: [['func flagWords(flags int32) []string {', 'func flagWords(flags int32) []string']],
    said: ['36:2 error syntax error: non-declaration statement outside function body'],
    id: 'go-syntax',
    line: 34,
    message: 'At the end of this line a `{` is missing.',
  },
  {
    what: 'the type of a parameter first',
    edits: [['func flagWords(flags int32)', 'func flagWords(int32 flags,)']],
    said: ['34:22 error undefined: flags', '36:17 error undefined: flags', '40:6 error undefined: flags'],
    id: 'go-undefined',
    line: 34,
    message: 'Go wants the name of a parameter first, and then its type: `flags int32`.',
  },
  {
    what: 'a constant of C',
    edits: [
      [
        '\tvar words []string\n',
        '\tvar words []string\n\tif flags&O_CREAT != 0 {\n\t\twords = append(words, "O_CREAT")\n\t}\n',
      ],
    ],
    said: ['36:11 error undefined: O_CREAT'],
    id: 'go-undefined',
    line: 36,
    message: 'Go does not know `O_CREAT`: it is a constant of C. Write its number, which is `1 << 6`.',
  },
  {
    what: 'NULL',
    edits: [['if err != nil {\n\t\tapi.Errorf("no data', 'if err != NULL {\n\t\tapi.Errorf("no data']],
    said: ['54:12 error undefined: NULL'],
    id: 'go-undefined',
    line: 54,
    message: 'Go has no `NULL`. What it has instead is `nil`.',
  },
  {
    what: 'uint32_t',
    edits: [['func flagWords(flags int32)', 'func flagWords(flags uint32_t)']],
    said: ['34:22 error undefined: uint32_t'],
    id: 'go-undefined',
    line: 34,
    message: 'Go has no `uint32_t`. What it has instead is `uint32`.',
  },
  {
    what: 'a package under another name',
    edits: [['api.GetDataSource', 'gadget.GetDataSource']],
    said: ['53:15 error undefined: gadget'],
    id: 'go-missing-import',
    line: 53,
    message: '`gadget` is not what the package is called here: that is `api`, by the import in line 6.',
  },
  {
    what: 'an event that is asked for its value',
    edits: [['flags.Int32(event)', 'event.Int32("flags")']],
    said: [
      '60:2 error declared and not used: flags',
      '74:24 error event.Int32 undefined (type api.Data has no field or method Int32)',
    ],
    id: 'go-undefined',
    line: 74,
    message:
      '`event` has no method `Int32`: an event has no values of its own. Ask the field, and give it the event: `flags.Int32(event)`.',
  },
  {
    what: 'the field in place of its number',
    edits: [
      ['flagWords(number)', 'flagWords(flags)'],
      ['number, err :=', '_, err :='],
    ],
    said: [
      '79:61 error cannot use flags (variable of uint32 type api.Field) as int32 value in argument to flagWords',
    ],
    id: 'go-wrong-type',
    line: 79,
    message:
      '`flags` is no number: it stands for the field in every event. `flags.Int32(event)` reads what it holds in this one.',
  },
  {
    what: 'both results in a call',
    edits: [['flagWords(number)', 'flagWords(flags.Int32(event))']],
    said: [
      '74:3 error declared and not used: number',
      '79:61 error too many arguments in call to flagWords; have (int32, error); want (int32)',
    ],
    id: 'go-argument-count',
    line: 79,
    message:
      '`flagWords` wants 1 argument (int32), and here are 2. One of them is the error of the call within: first put its results into variables, `value, err := …`.',
  },
  {
    what: 'the callback called',
    edits: [
      [
        /open\.Subscribe\(func\(source api\.DataSource, event api\.Data\) \{(.*?)\n\t\}, 0\)/s,
        'open.Subscribe(onOpen(), 0)',
      ],
      ['func main() {}', 'func onOpen(s api.DataSource, e api.Data) {}\n\nfunc main() {}'],
    ],
    said: [
      '4:2 error "strings" imported and not used',
      '60:2 error declared and not used: flags',
      '67:2 error declared and not used: decoded',
      '73:23 error not enough arguments in call to onOpen; have (); want (api.DataSource, api.Data)',
      '73:23 error onOpen() (no value) used as value',
    ],
    id: 'go-argument-count',
    line: 73,
    message:
      '`onOpen(…)` calls the function at once. `Subscribe` wants the function itself, without parentheses: `onOpen`.',
  },
  {
    what: 'a misspelt variable with a method',
    edits: [['flags.Int32(event)', 'flgas.Int32(event)']],
    said: ['60:2 error declared and not used: flags', '74:18 error undefined: flgas'],
    id: 'go-undefined',
    line: 74,
    message: 'There is no `flgas` here. Did you mean `flags`?',
  },
  {
    what: 'a misspelt package',
    edits: [['strings.Join', 'srtings.Join']],
    said: ['4:2 error "strings" imported and not used', '79:38 error undefined: srtings'],
    id: 'go-missing-import',
    line: 79,
    message: 'There is no package `srtings` here. Did you mean `strings`?',
  },
  {
    what: 'a type for a package',
    edits: [['strings.Join', 'string.Join']],
    said: [
      '4:2 error "strings" imported and not used',
      '79:45 error string.Join undefined (type string has no field or method Join)',
    ],
    id: 'go-undefined',
    line: 79,
    message: '`string.Join` does not exist: `string` is a type. The package is called `strings`.',
  },
  {
    what: 'an operator on an error',
    edits: [['if err != nil {\n\t\tapi.Errorf("no data', 'if !err {\n\t\tapi.Errorf("no data']],
    said: ['54:6 error invalid operation: operator ! not defined on err (variable of interface type error)'],
    id: 'go-wrong-type',
    line: 54,
    message: '`!` cannot be applied to `err`, which is an error.',
  },
  {
    what: 'a text as an index',
    edits: [['accessModes[mode]', 'accessModes["mode"]']],
    said: ['37:37 error cannot convert "mode" (untyped string constant) to type int'],
    id: 'go-wrong-type',
    line: 37,
    message: '`"mode"` does not fit into the type `int`.',
  },
  {
    what: 'a duplicate case',
    edits: [
      ['\tvar words []string\n', '\tvar words []string\n\tswitch flags {\n\tcase 1:\n\tcase 1:\n\t}\n'],
    ],
    said: [
      '38:7 error duplicate case 1 (constant of type int32) in expression switch',
      '37:7 note previous case',
    ],
    id: 'go-duplicate',
    line: 38,
    message:
      '`1` is here for the second time: it is elsewhere in this file. Remove one of the two, or give it another name.',
  },
  {
    what: 'a number of text',
    edits: [['\tvar words []string\n', '\tvar words []string\n\twords = append(words, flags)\n']],
    said: ['36:24 error cannot use flags (variable of type int32) as string value in argument to append'],
    id: 'go-wrong-type',
    line: 36,
    message:
      '`flags` is a number of the type int32, and `append` wants one text. First make words of the number.',
  },
  {
    what: 'a member that is no list',
    edits: [['\tvar words []string\n', '\tvar words []string\n\twords.append("x")\n']],
    said: ['36:8 error words.append undefined (type []string has no field or method append)'],
    id: 'go-undefined',
    line: 36,
    message: 'A list has no methods in Go. `words = append(words, …)` puts something at its end.',
  },
  {
    what: 'no value',
    edits: [['\tvar words []string\n', '\tvar words []string\n\tx := println("a")\n']],
    said: ['36:2 error declared and not used: x', '36:7 error println("a") (no value) used as value'],
    id: 'go-argument-count',
    line: 36,
    message: '`println("a")` gives nothing back that could be used here.',
  },
  {
    what: 'a variable that is only declared in an if',
    edits: [
      [
        'number, err := flags.Int32(event)\n\t\tif err != nil',
        'if number, err := flags.Int32(event); err != nil',
      ],
    ],
    said: ['74:6 error declared and not used: number', '78:61 error undefined: number'],
    id: 'go-undefined',
    line: 78,
    message:
      '`number` does not exist at this place: what line 74 defines ends with the braces that it stands in. Define it further out.',
  },
];
