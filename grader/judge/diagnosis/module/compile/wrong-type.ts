import { showName } from '../../../text.ts';
import type { GoSource } from '../../source/go-source.ts';
import { type Explanation, type GoError, goRule } from './first-error.ts';

export const goWrongType = goRule({
  id: 'go-wrong-type',
  meaning: 'A value has another type than the one that is wanted.',
  example: {
    code: 'decoded.SetString(event, flagWords(number))',
    message:
      '`flagWords(number)` is a list of texts, and `decoded.SetString` wants one text. `strings.Join` makes one of a list, with what belongs between two words.',
  },
  explain: (error, source) =>
    ofUse(error, source) ??
    ofComparison(error) ??
    ofCondition(error) ??
    ofOperation(error) ??
    ofConstant(error),
});

/** A value where one of another type is wanted, as Go tells it. */
interface Use {
  readonly value: string;
  /** `[]string`, `int64`, `untyped nil`. */
  readonly has: string;
  readonly wants: string;
  /** The function that it is given to; empty elsewhere. */
  readonly callee: string;
  readonly where: string;
}

/** `cannot use x (variable of type int64) as int32 value in argument to f`, perhaps with more behind a colon. */
function useIn(message: string): Use | undefined {
  const [, subject = '', wants = '', where = ''] =
    /^cannot use (.+) as (\S.*?) value in ([^:;]+)/.exec(message) ?? [];
  if (where === '') return undefined;
  const [, value = subject, has = ''] = /^(.+?) \(((?:[^()]|\([^()]*\))*)\)$/.exec(subject) ?? [];
  const callee = /^argument to (\S+)/.exec(where)?.[1] ?? '';
  return { value, has: value === 'nil' ? 'untyped nil' : typeIn(has), wants, callee, where };
}

/** `variable of type int64`, `variable of interface type error`, `untyped rune constant 124` → the type alone. */
function typeIn(text: string): string {
  const typed = /\b(?:of|struct|interface|int|uint32|int32) type (.+)$/.exec(text)?.[1];
  return typed ?? /^(untyped \w+|\w+) constant/.exec(text)?.[1] ?? text;
}

function ofUse({ message }: GoError, source: GoSource): Explanation | undefined {
  const use = useIn(message);
  if (use === undefined) return undefined;
  const { value, has, wants, callee, where } = use;
  const shown = `\`${showName(value)}\``;
  const target = callee === '' ? where : `\`${showName(callee)}\``;
  if (wants.endsWith('.DataFunc')) return { message: CALLBACK };
  if (wants === 'string')
    return { message: `${shown} is ${inWords(has)}, and ${target} wants one text. ${toText(use)}`.trim() };
  if (has.endsWith('.Field')) return { message: ofHandle(value, wants) };
  if (where === 'return statement' && wants === 'int32') {
    return {
      message: `${shown} is ${inWords(has)}, and this function returns a number (int32): 0 where all went well, 1 where not.`,
    };
  }
  if (isNumber(has) && isNumber(wants)) return { message: ofNumbers(use, target, source) };
  return { message: `${shown} is ${inWords(has)}, and ${target} wants ${inWords(wants)}.` };
}

const CALLBACK =
  'The function that `Subscribe` is given has other parameters or results than it must have: it takes a data source and an event, as in `func(source api.DataSource, event api.Data)`, and returns nothing.';

function ofHandle(value: string, wants: string): string {
  const method = wants.replace(/^./, (letter) => letter.toUpperCase());
  return `\`${showName(value)}\` is no number: it stands for the field in every event. \`${showName(value)}.${showName(method)}(event)\` reads what it holds in this one.`;
}

function toText({ has, value }: Use): string {
  if (has === '[]string') return '`strings.Join` makes one of a list, with what belongs between two words.';
  if (has === 'untyped rune')
    return 'Single quotes make a single character, which is a number to Go; a text has double quotes.';
  if (has === '[]byte') return `\`string(${showName(value)})\` makes one of it.`;
  if (has === 'error') return 'Its method `Error()` gives one.';
  return isNumber(has) ? 'First make words of the number.' : '';
}

function ofNumbers({ value, has, wants }: Use, target: string, source: GoSource): string {
  const start = `\`${showName(value)}\` is ${inWords(has)}, and ${target} wants ${inWords(wants)}.`;
  const method = has.replace(/^./, (letter) => letter.toUpperCase());
  const fitting = wants.replace(/^./, (letter) => letter.toUpperCase());
  const read = readBy(value, method, source);
  if (read !== undefined)
    return `${start} Read it by \`${showName(read)}.${fitting}\`, or convert it: \`${wants}(${showName(value)})\`.`;
  return `${start} Go converts nothing by itself; \`${wants}(${showName(value)})\` does it.`;
}

/** The field that a variable was read from: `number, err := flags.Int64(event)`. */
function readBy(value: string, method: string, { calls, text }: GoSource): string | undefined {
  const readers = calls.filter((call) => call.method === method && call.receiver !== '');
  return readers.find(({ node }) => {
    const line = text.slice(text.lastIndexOf('\n', node.from) + 1, node.from);
    return line.split(/[^\w]+/).includes(value);
  })?.receiver;
}

function isNumber(type: string): boolean {
  return /^(?:u?int(?:8|16|32|64)?|float(?:32|64)|uintptr|byte|rune)$/.test(type);
}

function inWords(type: string): string {
  const known: Readonly<Record<string, string>> = {
    '[]string': 'a list of texts',
    string: 'a text',
    error: 'an error',
    bool: 'true or false',
    nil: 'nothing (nil)',
    'untyped nil': 'nothing (nil)',
    'untyped string': 'a text',
    'untyped rune': 'a single character',
    'untyped int': 'a number',
  };
  const words = Object.hasOwn(known, type) ? known[type] : undefined;
  if (words !== undefined) return words;
  return isNumber(type) ? `a number of the type ${type}` : `of the type \`${showName(type)}\``;
}

/** `invalid operation: a < b (mismatched types int32 and int)` */
function ofComparison({ message }: GoError): Explanation | undefined {
  const [, what = '', left = '', right = ''] =
    /^invalid operation: (.+) \(mismatched types (.+) and (.+)\)$/.exec(message) ?? [];
  if (right === '') return undefined;
  const shown = `\`${showName(what)}\``;
  if (right === 'untyped nil') {
    return {
      message: `${shown} compares something with nil that can never be nil. Whether something went wrong is in the second result, the error.`,
    };
  }
  const convert = isNumber(left) && isNumber(right) ? ` Convert one: \`int32(…)\`, \`int(…)\`.` : '';
  return {
    message: `${shown} puts two types together that do not fit: on the left ${inWords(left)}, on the right ${inWords(right)}.${convert}`,
  };
}

function ofCondition({ message }: GoError): Explanation | undefined {
  const [, statement] = /^non-boolean condition in (\w+) statement$/.exec(message) ?? [];
  if (statement === undefined) return undefined;
  return {
    message: `What stands behind \`${statement}\` is neither true nor false. Go does not take a number or an error for that: compare it, with \`!= 0\` or \`!= nil\`.`,
  };
}

function ofOperation({ message }: GoError): Explanation | undefined {
  const [, called, type] =
    /^invalid operation: cannot call (?:non-function )?(\S+) \(.* of (?:\w+ )?type (.+?)\)/.exec(message) ??
    [];
  if (called !== undefined)
    return {
      message: `\`${showName(called)}\` is no function but ${/^\[|^map/.test(type ?? '') ? 'a table: what is in it comes by square brackets' : inWords(type ?? '')}.`,
    };
  const [, operator, operand, own] =
    /^invalid operation: operator (\S+) not defined on (.+?) \(.*?(?:type )?(\S+)\)$/.exec(message) ?? [];
  if (operator !== undefined) {
    return {
      message: `\`${operator}\` cannot be applied to \`${showName(operand ?? '')}\`, which is ${inWords(own ?? '')}.`,
    };
  }
  const [, index] = /^invalid argument: index (.+) must be integer/.exec(message) ?? [];
  return index === undefined
    ? undefined
    : { message: `What stands in the square brackets has to be a whole number: ${showName(index)} is none.` };
}

/** `0xffffffffff (untyped int constant 1099511627775) overflows int32` */
function ofConstant({ message }: GoError): Explanation | undefined {
  const [, value, type] =
    /^(?:cannot use |cannot convert )?(\S+).* overflows (\w+)/.exec(message) ??
    /^cannot convert (\S+) .*to type (\S+)/.exec(message) ??
    [];
  if (value === undefined) return undefined;
  return { message: `\`${showName(value)}\` does not fit into the type \`${showName(type ?? '')}\`.` };
}
