import { showName } from '../../../text.ts';
import type { Finding } from '../../rule.ts';
import { rule } from '../../rule.ts';
import type { GoFunction } from '../../source/go-functions.ts';
import type { GoSource } from '../../source/go-source.ts';
import { type Place, placeAt } from '../../source/text.ts';
import { failedOf, wholeModule } from '../explains.ts';
import { placeOr } from '../place.ts';

const INIT = 'gadgetInit';
const DIRECTIVE = `//go:wasmexport ${INIT}`;
/** Lines that were meant to be the directive. */
const MEANT = /^(?:\/\/|\/\*)\s*(?:go:?\s*)?:?\s*(?:go\s*:)?\s*(?:wasm[_-]?exports?|exports?)\b.*$/i;

export const missingExport = rule({
  id: 'missing-export',
  meaning: 'Nobody can call gadgetInit, as the line that exports it is missing or is a mere comment.',
  example: {
    code: '// go:wasmexport gadgetInit\nfunc gadgetInit() int32 {',
    message:
      '`gadgetInit` is never called, because the line above it is a mere comment: there may be no space after the slashes. It has to be `//go:wasmexport gadgetInit`.',
  },
  needs: ['moduleFacts', 'goProgram'],
  find: (evidence) => {
    const { goProgram, moduleFacts } = evidence;
    // A module that is asked for nothing may do without; one that added or subscribed was called.
    const { fields, subscriptions } = moduleFacts.run;
    const missed = failedOf(evidence, 'addsField', 'subscribes', 'moduleStarts');
    if (missed.length === 0 || subscriptions.length > 0 || fields.length > 0) return [];
    if (new RegExp(`^//go:wasmexport[ \\t]+${INIT}[ \\t]*\\r?$`, 'm').test(codeOf(goProgram))) return [];
    const { message, place } = whyNot(goProgram);
    return [{ message, confidence: 'certain', explains: wholeModule(evidence), ...placeOr(place, evidence) }];
  },
});

/** Without what stands before the first function's directive position: only lines right above functions count. */
function codeOf({ functions }: GoSource): string {
  return functions.flatMap(({ above }) => above.map(({ text }) => text)).join('\n');
}

function whyNot(source: GoSource): { readonly message: string; readonly place?: Place } {
  const init = initOf(source);
  if (init === undefined) {
    return {
      message: `The module has no function \`${INIT}\`, so nothing of it is ever called. It is \`func ${INIT}() int32\`, with the line \`${DIRECTIVE}\` right above.`,
    };
  }
  const above = init.above.find(({ text }) => MEANT.test(text));
  if (above !== undefined)
    return {
      message: `\`${INIT}\` is never called, because ${slip(above.text)}. It has to be \`${DIRECTIVE}\`.`,
      place: above,
    };
  const elsewhere = lineWith(source);
  if (elsewhere !== undefined)
    return {
      message: `\`${INIT}\` is never called, because this line is not right above it. Put it there: only comments may be in between.`,
      place: elsewhere,
    };
  return {
    message: `\`${INIT}\` is never called, because nothing exports it. Right above it belongs the line \`${DIRECTIVE}\`.`,
    place: init,
  };
}

/** The function that was meant: by its name, or by the directive above it. */
function initOf({ functions }: GoSource): GoFunction | undefined {
  return (
    functions.find(({ name }) => name === INIT) ??
    functions.find(({ name }) => name.toLowerCase().replace(/_/g, '') === INIT.toLowerCase()) ??
    functions.find(({ above }) => above.some(({ text }) => MEANT.test(text)))
  );
}

function slip(text: string): string {
  if (/^\/\/\s+go:wasmexport/.test(text))
    return 'the line above it is a mere comment: there may be no space after the slashes';
  const name = /^\/\/go:wasmexport\s+(\S+)/.exec(text)?.[1];
  if (name !== undefined)
    return `the line above it exports it as \`${showName(name)}\`, a name that nobody calls`;
  return 'the line above it is not the one that exports a function';
}

function lineWith(source: GoSource): Place | undefined {
  const [found] = [...source.text.matchAll(new RegExp(`^\\s*//\\s*go:wasmexport\\s+${INIT}\\b`, 'gm'))];
  return found === undefined ? undefined : placeAt(source, found.index + found[0].search(/\S/));
}

export const moduleUnusable = rule({
  id: 'module-unusable',
  meaning: 'What was built is not a module that a gadget can use.',
  example: {
    code: '//go:wasmexport gadgetInit\nfunc gadgetInit() int64 {',
    message: '`gadgetInit` has to return an `int32`, and take nothing: `func gadgetInit() int32`.',
  },
  needs: ['moduleFacts'],
  find: (evidence): readonly Finding[] => {
    const { fault } = evidence.moduleFacts.run;
    if (fault?.cause !== 'unusable') return [];
    const explains = wholeModule(evidence);
    const [, name = ''] = /exports (gadget\w+) as/.exec(fault.message) ?? [];
    const own = evidence.goProgram?.functions.find(
      (candidate) => candidate.name === name || candidate.above.some(({ text }) => text.endsWith(` ${name}`)),
    );
    const place = placeOr(own, evidence);
    if (own === undefined) {
      const message = `This is not a module that a gadget can use. ${showName(fault.message)}`;
      return [{ message, confidence: 'certain', explains, ...place }];
    }
    const message = `\`${name}\` has to return an \`int32\`, and take nothing: \`func ${showName(own.name)}() int32\`.`;
    return [{ message, confidence: 'certain', explains, ...place }];
  },
});
