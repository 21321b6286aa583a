import { showName } from '../../text.ts';
import { type Call, callAround, callAt } from './calls.ts';
import { type CompilerError, compilerRule, type Failure, type Said } from './failure.ts';
import { ordinal } from './names.ts';
import { MACROS } from './signatures.ts';

export const macroArguments = compilerRule({
  id: 'macro-arguments',
  meaning: 'A macro gets too few or too many arguments, or one that it can do nothing with.',
  example: {
    code: 'GADGET_TRACER(open, events);',
    message:
      '`GADGET_TRACER` takes 3 arguments, but there are 2: it wants the name of the data source, the map and the name of the struct.',
  },
  explain: (failure) => {
    const { first } = failure;
    const call = first && macroAround(failure, first);
    return call && (wrongCount(failure, call) ?? wrongWord(failure, call));
  },
});

function macroAround(failure: Failure, { at, offset }: CompilerError): Call | undefined {
  if (offset === undefined) return undefined;
  const calls = [callAt(failure, at), callAround(failure, at), callAround(failure, at - 1)];
  return calls.find((call) => call !== undefined && parametersOf(failure, call.name) !== undefined);
}

/** What a macro takes: of the headers in words, of the program itself by their names. */
function parametersOf({ scan }: Failure, name: string): readonly string[] | undefined {
  const known = name === 'SEC' ? undefined : MACROS.get(name);
  if (known !== undefined) return known;
  for (const { text } of scan.directives) {
    const [, defined, list] = /^#\s*define\s+(\w+)\(([^)]*)\)/.exec(text) ?? [];
    if (defined !== name || list === undefined || list.includes('...')) continue;
    return list.trim() === '' ? [] : list.split(',').map((parameter) => `\`${parameter.trim()}\``);
  }
  return undefined;
}

function wrongCount(failure: Failure, call: Call): Said | undefined {
  const wanted = parametersOf(failure, call.name) ?? [];
  const given = call.arguments.length;
  if (given === wanted.length) return undefined;
  const takes =
    wanted.length === 0 ? 'no arguments' : wanted.length === 1 ? '1 argument' : `${wanted.length} arguments`;
  const has = given === 0 ? 'is none' : given === 1 ? 'is 1' : `are ${given}`;
  const gap = gapIn(failure, call);
  if (gap !== undefined) return gap;
  const wants = wanted.length === 0 ? '' : `: it wants ${inWords(wanted)}`;
  return {
    message: `\`${showName(call.name)}\` takes ${takes}, but there ${has}${wants}.`,
    at: failure.tokens[call.at]?.from ?? 0,
  };
}

function inWords(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** `GADGET_TRACER(open events, event)` */
function gapIn({ tokens }: Failure, { name, arguments: given }: Call): Said | undefined {
  for (const { first, last } of given) {
    for (let index = first + 1; index <= last; index++) {
      const [one, other] = [tokens[index - 1], tokens[index]];
      const isValue = (kind: string | undefined) => kind === 'name' || kind === 'number' || kind === 'text';
      if (
        !isValue(one?.kind) ||
        !isValue(other?.kind) ||
        /^(struct|union|const|unsigned)$/.test(one?.text ?? '')
      )
        continue;
      const between = `between \`${showName(one?.text ?? '')}\` and \`${showName(other?.text ?? '')}\``;
      return { message: `In \`${name}\`, a comma is missing ${between}.`, at: one?.to ?? 0 };
    }
  }
  return undefined;
}

/** The markers make names out of their arguments. */
function wrongWord({ tokens }: Failure, call: Call): Said | undefined {
  if (!/^GADGET_(TRACER|TRACER_MAP|PARAM|MAPITER)$/.test(call.name)) return undefined;
  const names = call.name === 'GADGET_TRACER_MAP' ? call.arguments.slice(0, 1) : call.arguments;
  const index = names.findIndex(({ text }) => !/^\w+$/.test(text));
  const argument = call.arguments[index];
  if (argument === undefined) return undefined;
  if (argument.text === '') {
    const message = `The ${ordinal(index + 1)} argument of \`${call.name}\` is left out.`;
    return { message, at: tokens[call.at]?.from ?? 0 };
  }
  const plain = /(\w+)\W*$/.exec(argument.text)?.[1];
  const instead = plain === undefined ? '' : `: \`${plain}\``;
  return {
    message: `\`${call.name}\` takes plain names; its ${ordinal(index + 1)} argument is \`${showName(argument.text)}\`. Write the bare name${instead}.`,
    at: tokens[argument.first]?.from ?? 0,
  };
}
