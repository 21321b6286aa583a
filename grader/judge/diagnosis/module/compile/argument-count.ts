import { count, showName } from '../../../text.ts';
import type { GoSource } from '../../source/go-source.ts';
import type { Place } from '../../source/text.ts';
import { type Explanation, type GoError, goRule } from './first-error.ts';

export const goArgumentCount = goRule({
  id: 'go-argument-count',
  meaning: 'A function gets or gives more or fewer values than it has to.',
  example: {
    code: 'number := flags.Int32(event)',
    message:
      '`flags.Int32` gives 2 values, and here is 1 variable for them. Most functions of the API give an error as well: `number, err := …`.',
  },
  explain: (error, source) =>
    ofCall(error, source) ??
    ofAssignment(error, source) ??
    ofReturn(error, source) ??
    ofSeveral(error) ??
    ofNone(error),
});

/** `not enough arguments in call to f; have (string); want (api.Data, string)` */
function ofCall({ message, line }: GoError, { lines }: GoSource): Explanation | undefined {
  const [, amount, callee = '', have = '', want = ''] =
    /^(not enough|too many) arguments in call to (\S+?)(?:; have \((.*?)\); want \((.*)\))?$/.exec(message) ??
    [];
  if (amount === undefined) return undefined;
  const [given, wanted] = [typesIn(have), typesIn(want)];
  if (new RegExp(`Subscribe\\w*\\(${callee}\\(`).test(lines[line - 1] ?? '') && /^\w+$/.test(callee)) {
    return {
      message: `\`${showName(callee)}(…)\` calls the function at once. \`Subscribe\` wants the function itself, without parentheses: \`${showName(callee)}\`.`,
    };
  }
  const start = `\`${showName(callee)}\` wants ${count(wanted.length, 'argument')} (${showName(want)}), and here ${isAre(given.length)}.`;
  return { message: `${start}${advice(callee, given, wanted)}` };
}

function isAre(length: number): string {
  if (length === 0) return 'is none';
  return length === 1 ? 'is 1' : `are ${length}`;
}

function advice(callee: string, given: readonly string[], wanted: readonly string[]): string {
  if (given.length > wanted.length && given.at(-1) === 'error')
    return ' One of them is the error of the call within: first put its results into variables, `value, err := …`.';
  if (given.length >= wanted.length) return '';
  const method = callee.slice(callee.lastIndexOf('.') + 1);
  if (wanted[0]?.endsWith('.Data') && !given[0]?.endsWith('.Data'))
    return ' The event comes first: a field has its values only in an event.';
  if (method === 'Subscribe') return ' The last one is the place in the queue, where 0 is as good as any.';
  if (method === 'AddField') return ' The second one says what the field holds: `api.Kind_String`.';
  if (method === 'Join') return ' The second one is what stands between two words.';
  return '';
}

/** The types of a list; functions among them have commas of their own. */
function typesIn(list: string): readonly string[] {
  const types: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= list.length; at++) {
    if (/[([{]/.test(list[at] ?? '')) depth += 1;
    if (/[)\]}]/.test(list[at] ?? '')) depth -= 1;
    if (at < list.length && (list[at] !== ',' || depth > 0)) continue;
    const type = list.slice(start, at).trim();
    if (type !== '') types.push(type);
    start = at + 1;
  }
  return types;
}

/** `assignment mismatch: 1 variable but flags.Int32 returns 2 values` */
function ofAssignment({ message, line }: GoError, { lines }: GoSource): Explanation | undefined {
  const [, variables, callee, values] =
    /^assignment mismatch: (\d+) variables? but (.+?) returns? (\d+) values?$/.exec(message) ?? [];
  if (callee === undefined) return undefined;
  const name = showName(callee.replace(/\(.*$/, ''));
  const start = `\`${name}\` gives ${count(Number(values), 'value')}, and here ${Number(variables) === 1 ? 'is 1 variable' : `are ${variables} variables`} for ${Number(values) === 1 ? 'it' : 'them'}.`;
  if (Number(values) !== 2 || Number(variables) !== 1) return { message: start };
  const target = /^\s*(?:if |var )?(\w+)/.exec(lines[line - 1] ?? '')?.[1] ?? 'value';
  return {
    message: `${start} Most functions of the API give an error as well: \`${showName(target)}, err := …\`.`,
  };
}

/** `too many return values; have (number); want ()` */
function ofReturn({ message, line }: GoError, source: GoSource): Explanation | undefined {
  const [, amount, have = '', want = ''] =
    /^(not enough|too many) return values; have \((.*)\); want \((.*)\)$/.exec(message) ?? [];
  if (amount === undefined) return undefined;
  const owner = functionAt(source, line);
  if (want === '' && owner?.name.startsWith('gadget') && typesIn(have).length === 1) {
    return {
      message: `The head of \`${showName(owner.name)}\` does not say that it returns a number. It is \`func ${showName(owner.name)}() int32\`.`,
      place: owner,
    };
  }
  if (want === '') return { message: 'This function returns nothing, so behind `return` nothing may stand.' };
  return {
    message: `Behind \`return\` ${isAre(typesIn(have).length).replace(/\d+/, '$&')} ${typesIn(have).length === 1 ? 'value' : 'values'}, and this function gives back ${count(typesIn(want).length, 'value')} (${showName(want)}).`,
  };
}

/** A function literal within is one of its own, which may return nothing. */
function functionAt(source: GoSource, line: number): (Place & { readonly name: string }) | undefined {
  const start = source.lines.slice(0, line - 1).join('\n').length + 1;
  const around = source.functions.find(({ node }) => node.from < start && start < node.to);
  const inner = around && source.tree.resolveInner(start + 1, 1);
  for (let node = inner ?? null; node !== null; node = node.parent) {
    if (node.name === 'FunctionLiteral') return undefined;
  }
  return around;
}

/** `multiple-value flags.Int32(event) (value of type (int32, error)) in argument to flagWords` */
function ofSeveral({ message }: GoError): Explanation | undefined {
  const [, call] = /^multiple-value (.+?\)) \(value of type/.exec(message) ?? [];
  if (call === undefined) return undefined;
  return {
    message: `\`${showName(call)}\` gives two values, the second of which is an error, and here is room for one. First put them into variables: \`value, err := ${showName(call)}\`.`,
  };
}

function ofNone({ message }: GoError): Explanation | undefined {
  const [, call] = /^(.+) \(no value\) used as value$/.exec(message) ?? [];
  return call === undefined
    ? undefined
    : { message: `\`${showName(call)}\` gives nothing back that could be used here.` };
}

export const goUnusedResult = goRule({
  id: 'go-unused-result',
  meaning: 'The module computes a value and does nothing with it.',
  example: {
    code: 'append(words, name)',
    message:
      '`append(words, name)` gives a value that nothing is done with. Assign it: `words = append(words, name)`.',
  },
  explain: ({ message }) => {
    const [, what] = /^(.+?) \(.*\) is not used$/.exec(message) ?? [];
    if (what === undefined) return undefined;
    const list = /^append\((\w+),/.exec(what)?.[1];
    const mend =
      list === undefined
        ? 'Assign it to something, or take it away.'
        : `Assign it: \`${showName(list)} = ${showName(what)}\`.`;
    return { message: `\`${showName(what)}\` gives a value that nothing is done with. ${mend}` };
  },
});
