import { FIRST_FLAG_BIT, OPEN_FLAGS } from '../../../../model/open-flags.ts';
import { showName } from '../../../text.ts';
import type { GoSource } from '../../source/go-source.ts';
import { nodesOf, placeAt, textOf } from '../../source/text.ts';
import { API_METHODS, API_NAMES } from '../api.ts';
import { near } from '../near.ts';
import { type Explanation, type GoError, goRule } from './first-error.ts';
import { isPackage } from './packages.ts';

export const goUndefined = goRule({
  id: 'go-undefined',
  meaning: 'The module uses a name that nobody knows.',
  example: {
    code: 'decoded.SetString(event, strings.Join(flagwords(number), "|"))',
    message: 'There is no `flagwords` here. Did you mean `flagWords`?',
  },
  explain: (error, source) =>
    ofPlainName(error, source) ?? ofPackage(error, source) ?? ofMethod(error, source) ?? ofMain(error),
});

function ofPlainName(error: GoError, source: GoSource): Explanation | undefined {
  const [, name] = /^undefined: (\w+)$/.exec(error.message) ?? [];
  if (name === undefined || isPackage(name, error, source)) return undefined;
  const shown = showName(name);
  const elsewhere = error.all.find(
    ({ severity, message }) => severity === 'note' && message.startsWith(`${name} is defined here, but only`),
  );
  if (elsewhere !== undefined) {
    return {
      message: `\`${shown}\` is defined in ${elsewhere.file}, and only the file that build.yaml names is compiled. Move it there.`,
    };
  }
  if (isTypeFirst(name, error, source)) {
    return { message: `Go wants the name of a parameter first, and then its type: \`${shown} int32\`.` };
  }
  if (isAssigned(name, error, source)) {
    return {
      message: `\`${shown}\` is given a value here and does not exist yet. \`:=\` makes a variable and sets it, \`=\` only sets one that is there.`,
    };
  }
  const elsewhereInside = source.names.find((own) => own.name === name);
  if (elsewhereInside !== undefined) {
    const { line } = placeAt(source, elsewhereInside.node.from);
    return {
      message: `\`${shown}\` does not exist at this place: what line ${line} defines ends with the braces that it stands in. Define it further out.`,
    };
  }
  return { message: foreign(name) ?? unknown(name, shown, source) };
}

/** `func decode(uint32 n)`, as C has it. */
function isTypeFirst(name: string, { line }: GoError, { lines }: GoSource): boolean {
  return new RegExp(`^func\\b.*[(,]\\s*(?:u?int\\d*|string|bool|float\\d+)\\s+${name}\\b`).test(
    lines[line - 1] ?? '',
  );
}

/** `number, err = flags.Int32(event)`: left of a mere `=`. */
function isAssigned(name: string, { line, column }: GoError, { lines }: GoSource): boolean {
  const text = Buffer.from(lines[line - 1] ?? '')
    .subarray(column - 1)
    .toString();
  return text.startsWith(name) && /^\w+(?:\s*,\s*\w+)*\s*=(?!=)/.test(text);
}

/** What other languages have. */
const FOREIGN: Readonly<Record<string, string>> = {
  NULL: '`nil`',
  null: '`nil`',
  nullptr: '`nil`',
  None: '`nil`',
  True: '`true`',
  False: '`false`',
  char: '`byte`, and a text is a `string`',
  str: '`string`',
  i32: '`int32`',
  i64: '`int64`',
  u32: '`uint32`',
  u64: '`uint64`',
  int32_t: '`int32`',
  int64_t: '`int64`',
  uint32_t: '`uint32`',
  uint64_t: '`uint64`',
  unsigned: '`uint32`',
  long: '`int64`',
  double: '`float64`',
  float: '`float32`',
  printf: '`api.Infof`',
  sizeof: '`len` for the length of a text, list or table',
};

function foreign(name: string): string | undefined {
  const flag = OPEN_FLAGS.indexOf(name);
  if (flag >= 0) {
    return `Go does not know \`${name}\`: it is a constant of C. Write its number, which is \`1 << ${FIRST_FLAG_BIT + flag}\`.`;
  }
  const own = Object.hasOwn(FOREIGN, name) ? FOREIGN[name] : undefined;
  return own === undefined ? undefined : `Go has no \`${name}\`. What it has instead is ${own}.`;
}

function unknown(name: string, shown: string, { names, functions }: GoSource): string {
  const likely = near(name, [...functions.map((own) => own.name), ...names.map((own) => own.name)]);
  if (likely !== undefined) return `There is no \`${shown}\` here. Did you mean \`${showName(likely)}\`?`;
  if (API_NAMES.includes(name))
    return `\`${shown}\` belongs to the package \`api\`, whose name has to stand in front: \`api.${shown}\`.`;
  return `There is no \`${shown}\` here: nothing in this file is called so. Write its definition, or the name that it really has.`;
}

/** `undefined: strings.join (but have Join)` */
function ofPackage({ message }: GoError, source: GoSource): Explanation | undefined {
  const [, owner = '', name = '', have] =
    /^undefined: (\w+)\.(\w+)(?: \(but have (\w+)\))?$/.exec(message) ?? [];
  if (name === '') return undefined;
  const isApi = source.imports.some(
    (own) => own.path.endsWith('/wasmapi/go') && ['go', owner].includes(own.name),
  );
  const likely = have ?? (isApi ? near(name, API_NAMES) : undefined);
  const shown = `\`${showName(`${owner}.${name}`)}\``;
  if (likely !== undefined) return { message: `There is no ${shown}. Did you mean \`${owner}.${likely}\`?` };
  return { message: `The package \`${showName(owner)}\` has nothing that is called \`${showName(name)}\`.` };
}

/** `flags.Get undefined (type api.Field has no field or method Get)`, with a hint of Go's behind it or without. */
function ofMethod({ message }: GoError, source: GoSource): Explanation | undefined {
  const [, use = '', type = '', name = '', hint] =
    /^(.+) undefined \(type (.+?) has no (?:field or method|method|field) (\w+)(?:, but does have (?:method|field) (\w+))?\)$/.exec(
      message,
    ) ?? [];
  if (name === '') return undefined;
  const receiver = use.slice(0, use.lastIndexOf('.'));
  const packaged = near(
    receiver,
    source.imports.map((own) => own.name),
  );
  if (receiver === type && packaged !== undefined) {
    return {
      message: `\`${showName(use)}\` does not exist: \`${type}\` is a type. The package is called \`${packaged}\`.`,
    };
  }
  return {
    message:
      hint === undefined
        ? (ofMember(receiver, name, source) ?? noMethod(receiver, type, name))
        : `There is no \`${showName(use)}\`. Did you mean \`${showName(`${receiver}.${hint}`)}\`?`,
  };
}

/** The members of the structs that the file has of its own. */
function ofMember(receiver: string, name: string, source: GoSource): string | undefined {
  const members = nodesOf(source.tree.topNode, 'FieldDecl').flatMap((node) => node.getChildren('FieldName'));
  const likely = near(
    name,
    members.map((node) => textOf(source, node)),
  );
  if (likely === undefined) return undefined;
  return `There is no \`${showName(`${receiver}.${name}`)}\`. Did you mean \`${showName(`${receiver}.${likely}`)}\`?`;
}

function noMethod(receiver: string, type: string, name: string): string {
  const own = type.replace(/^(?:\w+\.)/, '');
  const methods = type.endsWith(`.${own}`) && Object.hasOwn(API_METHODS, own) ? (API_METHODS[own] ?? []) : [];
  const what = `\`${showName(receiver)}\` has no method \`${showName(name)}\``;
  const bare = name.replace(/^[Gg]et(?=.)/, '');
  const likely = methods.find((method) => method.toLowerCase() === bare.toLowerCase()) ?? near(name, methods);
  if (likely !== undefined) return `${what}. Did you mean \`${showName(receiver)}.${likely}\`?`;
  if (name === 'append' && type.startsWith('[]'))
    return `A list has no methods in Go. \`${showName(receiver)} = append(${showName(receiver)}, …)\` puts something at its end.`;
  if (own === 'Data')
    return `${what}: an event has no values of its own. Ask the field, and give it the event: \`flags.Int32(${showName(receiver)})\`.`;
  if (own === 'Field')
    return `${what}. A field has one to read and one to write for each type, such as \`Int32\` and \`SetString\`.`;
  return `${what}: it is of the type \`${showName(type)}\`, which has none.`;
}

function ofMain({ message }: GoError): Explanation | undefined {
  if (!message.includes('function main is undeclared')) return undefined;
  return {
    message:
      'There is no function `main`. It is never called, and Go wants one all the same: `func main() {}`.',
  };
}
