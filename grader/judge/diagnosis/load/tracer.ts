import { near } from '../module/near.ts';
import { type Finding, type Rule, type RuleAbout, rule } from '../rule.ts';
import type { CCall } from '../source/functions.ts';
import { type Code, codeOf } from '../structure/code.ts';
import { mapsOf } from './maps.ts';
import { refused } from './scene.ts';
import { listed, quote } from './wording.ts';

export const tracerMissing = tracerRule({
  id: 'tracer-missing',
  meaning: 'No GADGET_TRACER says which events the program has.',
  example: {
    code: 'GADGET_TRACER_MAP(events, 1024 * 256);\n// and no GADGET_TRACER(open, events, event);',
    message:
      "The program has no `GADGET_TRACER`, so nothing would ever read its events. Add `GADGET_TRACER(open, events, …)` with the name of the event's struct below `GADGET_TRACER_MAP`.",
  },
  find: (code) => {
    if (tracersOf(code).length > 0 || code.text.includes('GADGET_TRACER(')) return [];
    const map = mapsOf(code).find(({ tracerMap }) => tracerMap !== undefined);
    const example = quote(`GADGET_TRACER(open, ${map?.name ?? 'events'}, …)`);
    const where =
      map === undefined
        ? 'and a `GADGET_TRACER_MAP`'
        : "with the name of the event's struct below `GADGET_TRACER_MAP`";
    const message = `The program has no \`GADGET_TRACER\`, so nothing would ever read its events. Add ${example} ${where}.`;
    return refused(message, map ?? { file: code.source.file });
  },
});

export const tracerUnknownMap = tracerRule({
  id: 'tracer-unknown-map',
  meaning: 'GADGET_TRACER names a map that is not there.',
  example: {
    code: 'GADGET_TRACER_MAP(events, 1024 * 256);\nGADGET_TRACER(open, evnts, event);',
    message:
      'There is no map `evnts`: the second argument of `GADGET_TRACER` has to be the map that carries the events, which is `events`.',
  },
  find: (code, message) => {
    const maps = mapsOf(code).map(({ name }) => name);
    const wrong = tracersOf(code).find(
      ({ arguments: [, map] }) => isNamed(message, map?.text) && !maps.includes(map?.text ?? ''),
    );
    const name = wrong?.arguments[1]?.text;
    if (wrong === undefined || name === undefined || maps.length === 0) return [];
    const which = meant(name, maps);
    const swapped = maps.includes(wrong.arguments[0]?.text ?? '')
      ? ' The first argument is the name of the data source.'
      : '';
    const text = `There is no map ${quote(name)}: the second argument of \`GADGET_TRACER\` has to be the map that carries the events${which}.${swapped}`;
    return refused(text, wrong.arguments[1]);
  },
});

export const tracerUnknownStruct = tracerRule({
  id: 'tracer-unknown-struct',
  meaning: 'GADGET_TRACER names a struct that is not there.',
  example: {
    code: 'struct event {\n\t…\n};\nGADGET_TRACER(open, events, evnt);',
    message:
      'There is no `struct evnt`: the third argument of `GADGET_TRACER` has to be the struct that an event is made of, which is `event`.',
  },
  find: (code, message) => {
    const structs = code.structs.map(({ name }) => name);
    const wrong = tracersOf(code).find(
      ({ arguments: [, , struct] }) =>
        isNamed(message, `struct ${struct?.text}`) && !structs.includes(struct?.text ?? ''),
    );
    const name = wrong?.arguments[2]?.text;
    if (wrong === undefined || name === undefined) return [];
    const text = `There is no ${quote(`struct ${name}`)}: the third argument of \`GADGET_TRACER\` has to be the struct that an event is made of${meant(name, structs)}.`;
    return refused(text, wrong.arguments[2]);
  },
});

/** What else the markers are refused for; the loader says it in a sentence that names the part to mend. */
export const unusableMarker = rule({
  id: 'unusable-marker',
  meaning: 'A marker such as GADGET_TRACER or GADGET_PARAM cannot be used as it is.',
  example: {
    code: 'GADGET_TRACER(open, events, event);\nGADGET_TRACER(openat, events, event);',
    message: 'The data sources open and openat share `struct event`; each needs a struct of its own.',
  },
  needs: ['refusal'],
  find: ({ refusal: { stage, message }, program }) => {
    if (stage !== 'markers') return [];
    const markers =
      program === undefined ? [] : codeOf(program).calls.filter(({ callee }) => /^GADGET_\w+$/.test(callee));
    // Of two that share something, the later one is to be changed.
    const named = markers.findLast(({ arguments: list }) =>
      list.some(({ text }) => isMentioned(message, text)),
    );
    return refused(message, named, 'fallback');
  },
});

function tracerRule(
  about: RuleAbout & { readonly find: (code: Code, message: string) => readonly Finding[] },
): Rule {
  const { find, ...rest } = about;
  return rule({
    ...rest,
    needs: ['refusal', 'program'],
    find: ({ refusal, program }) =>
      refusal.stage === 'markers' ? find(codeOf(program), refusal.message) : [],
  });
}

function tracersOf({ calls }: Code): readonly CCall[] {
  return calls.filter(({ callee, arguments: list }) => callee === 'GADGET_TRACER' && list.length === 3);
}

/** Whether the loader's sentence is about this name, which it puts in backticks. */
function isNamed(message: string, name: string | undefined): boolean {
  return name !== undefined && message.includes(`\`${name}\``);
}

function isMentioned(message: string, name: string): boolean {
  return /^\w+$/.test(name) && new RegExp(`\\b${name}\\b`).test(message);
}

/** `, which is events`, where there is one only or one is near. */
function meant(name: string, candidates: readonly string[]): string {
  const [only] = candidates;
  const close = near(name, candidates) ?? (candidates.length === 1 ? only : undefined);
  if (close !== undefined) return `, which is ${quote(close)}`;
  return candidates.length > 0 && candidates.length < 5
    ? ` (there are ${listed(candidates.map(quote))})`
    : '';
}
