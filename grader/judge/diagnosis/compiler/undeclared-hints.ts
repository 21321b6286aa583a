import { notInKernel } from './c-library.ts';
import type { Failure } from './failure.ts';
import { HEADERS } from './headers.ts';
import { listNames, nearestName } from './names.ts';
import { ofOtherFunction } from './other-function.ts';
import { MACROS } from './signatures.ts';
import { braceAround, STATEMENT_WORDS, STORAGE_WORDS } from './syntax.ts';
import { membersOf, structIn } from './types.ts';
import { declaredIn, visibleAt } from './variables.ts';

/** What to do about a name that nothing has; the index is its token's. */
export function hintFor(failure: Failure, index: number): string {
  const { text = '' } = failure.tokens[index] ?? {};
  return (
    notInKernel(text) ??
    definedLater(failure, index) ??
    glued(failure, index) ??
    misspeltMap(failure, index) ??
    misspelt(failure, index) ??
    ofOtherFunction(failure, index) ??
    notDeclared(failure, index)
  );
}

function isCalled({ tokens }: Failure, index: number): boolean {
  return tokens[index + 1]?.text === '(';
}

function definedLater({ program, tokens }: Failure, index: number): string | undefined {
  const { text, from = 0 } = tokens[index] ?? {};
  const own = program.functions.find((other) => other.name === text && other.from > from);
  if (own !== undefined)
    return `It is defined further down, in line ${own.line}: put that before its first use.`;
  const isGlobal = ({ to }: { readonly to: number }) => to === program.text.length;
  const later = declaredIn(program).find(
    (other) => other.name === text && other.at > from && isGlobal(other),
  );
  const line = later && program.text.slice(0, later.at).split('\n').length;
  return line === undefined
    ? undefined
    : `It is declared further down, in line ${line}: put that before its first use.`;
}

/** `eventflags`, where the arrow was forgotten. */
function glued({ program, tokens }: Failure, index: number): string | undefined {
  const { text = '', from = 0 } = tokens[index] ?? {};
  for (const { name, type, stars } of visibleAt(program, from)) {
    const struct = structIn(type);
    const member = text.startsWith(name) ? text.slice(name.length) : '';
    if (struct === undefined || !membersOf(program, struct)?.has(member)) continue;
    return `Between \`${name}\` and \`${member}\`, the \`${stars > 0 ? '->' : '.'}\` is missing.`;
  }
  return undefined;
}

/** `&name` handed over to a function that wants a map. */
function misspeltMap({ program, tokens }: Failure, index: number): string | undefined {
  const maps = declaredIn(program).filter(({ kind }) => kind === 'map');
  const { text = '' } = tokens[index] ?? {};
  if (tokens[index - 1]?.text !== '&' || /^(->|\.|\[)$/.test(tokens[index + 1]?.text ?? '')) return undefined;
  const near = nearestName(
    text,
    maps.map(({ name }) => name),
  );
  if (near !== undefined) return `The map is called \`${near}\`.`;
  const call = /^(gadget_(reserve|submit|output)_buf|bpf_(map|ringbuf)_\w+)$/;
  const isHanded = tokens.slice(Math.max(0, index - 5), index).some((token) => call.test(token.text));
  const [map, another] = maps;
  if (isHanded && map === undefined)
    return `A map is wanted here, and the program has none: \`GADGET_TRACER_MAP(${text}, …)\` is missing.`;
  return isHanded && map && another === undefined
    ? `The map of this program is called \`${map.name}\`.`
    : undefined;
}

function misspelt(failure: Failure, index: number): string | undefined {
  const { text = '' } = failure.tokens[index] ?? {};
  const isGlobal = braceAround(failure, index) === undefined;
  if (isGlobal && /^sec/i.test(text)) return 'It is called `SEC`.';
  const theirs = nearestName(text, isCalled(failure, index) ? functions() : constants());
  if (theirs !== undefined) return `It is called \`${theirs}\`.`;
  const near = nearestName(
    text,
    isCalled(failure, index) ? failure.program.functions.map(({ name }) => name) : own(failure, index),
  );
  return near === undefined ? undefined : `Is \`${near}\` meant?`;
}

const WORDS = [...STATEMENT_WORDS, ...STORAGE_WORDS, 'sizeof'];

function functions(): readonly string[] {
  const all = [...HEADERS].flatMap(([header, names]) =>
    header === 'gadget/types.h' || header === 'vmlinux.h' ? [] : names,
  );
  return [...all.filter((name) => !isConstant(name)), ...MACROS.keys(), ...WORDS];
}

function constants(): readonly string[] {
  return [...[...HEADERS.values()].flat().filter(isConstant), ...WORDS];
}

function isConstant(name: string): boolean {
  return /^(BPF_(MAP_TYPE|F|RB)_|BPF_(ANY|NOEXIST|EXIST)$|targ_|true$|false$|NULL$|TASK_|GADGET_(INVALID|MAX))/.test(
    name,
  );
}

/** Maps are handed over with `&`, and are not meant elsewhere. */
function own({ program, tokens }: Failure, index: number): readonly string[] {
  const visible = visibleAt(program, tokens[index]?.from ?? 0);
  return visible.filter(({ kind }) => kind !== 'map').map(({ name }) => name);
}

function notDeclared(failure: Failure, index: number): string {
  const { program, tokens } = failure;
  const { text } = tokens[index] ?? {};
  const isText =
    tokens[index - 1]?.text === '=' && tokens[index + 1]?.text === ';' && tokens[index - 2]?.text === ')';
  if (isText && braceAround(failure, index) === undefined)
    return `If it is a text, it stands in double quotes: \`"${text}"\`.`;
  if (braceAround(failure, index) === undefined) return 'Mend its name, or take the line out.';
  if (!isCalled(failure, index)) {
    const struct = program.structs.find(({ name }) => name === text);
    if (struct === undefined) return 'Declare it before it is used, or mend its name.';
    return `There is a struct of that name, but no variable: declare it at the beginning of the function, \`struct ${text} *${text};\`.`;
  }
  const inner = program.functions.filter(({ section }) => section === undefined).map(({ name }) => name);
  if (inner.length === 0) return 'Define it before it is called, or mend its name.';
  return `${inner.length === 1 ? 'The one of this program is' : 'Those of this program are'} called ${listNames(inner)}.`;
}
