import type { ModuleFault } from '../../../../model/module.ts';
import { describeFault } from '../../../module-fault.ts';
import { showName } from '../../../text.ts';
import { rule } from '../../rule.ts';
import type { GoSource } from '../../source/go-source.ts';
import type { Place } from '../../source/text.ts';
import { wholeModule } from '../explains.ts';
import { placeOr } from '../place.ts';
import { placeInTrace } from './trace.ts';

export const modulePanic = rule({
  id: 'module-panic',
  meaning: 'The module does something impossible, and Go ends it.',
  example: {
    code: 'words = append(words, accessModes[mode])',
    message:
      'Here `accessModes[mode]` asks for entry 3, and there are 3, with the numbers 0 to 2. Look at the number first, and leave out what has no name. Inspektor Gadget itself would go on with the next event, and this one would lack its words.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const { run } = evidence.moduleFacts;
    const { fault } = run;
    if (fault?.cause !== 'trap') return [];
    const { goProgram } = evidence;
    const place = goProgram && (placeInTrace(run.output, goProgram) ?? placeOfEnd(fault, goProgram));
    const line = place && goProgram ? (goProgram.lines[place.line - 1] ?? '') : '';
    const more = fault.phase === 'callback' ? [SWALLOWED] : [];
    const message = [inWords(fault, line), ...more].join(' ');
    return [{ message, confidence: 'certain', explains: wholeModule(evidence), ...placeOr(place, evidence) }];
  },
});

const SWALLOWED =
  'Inspektor Gadget itself would go on with the next event, and this one would lack its words.';

/** A module that ends or calls itself leaves no trace. */
function placeOfEnd({ message }: ModuleFault, { calls, functions }: GoSource): Place | undefined {
  if (message.includes('ended itself')) {
    const ends = calls.filter(({ callee }) =>
      /^(?:os\.Exit|syscall\.Exit|log\.(?:Fatal|Panic)\w*)$/.test(callee),
    );
    return ends.length === 1 ? ends[0] : undefined;
  }
  if (!message.includes('calls itself')) return undefined;
  const own = calls.filter(({ callee, node }) =>
    functions.some((one) => one.name === callee && one.node.from <= node.from && node.to <= one.node.to),
  );
  return own.length === 1 ? own[0] : undefined;
}

type Words = (match: RegExpExecArray, line: string) => string;

/** Go's runtime errors, each in plain words. */
const ERRORS: readonly (readonly [RegExp, Words])[] = [
  [
    /index out of range \[(-?\d+)\] with length (\d+)/,
    ([, index = '', length = ''], line) => outOfRange(index, length, line),
  ],
  [
    /index out of range \[(-\d+)\]/,
    ([, index = '']) => `Here entry ${index} of a list is asked for, and the first one is 0.`,
  ],
  [
    /slice bounds out of range \[.*?\] with (?:length|capacity) (\d+)/,
    ([, length = '']) =>
      `Here a piece is cut out of a list or text that goes beyond its end: there ${length === '1' ? 'is only 1 entry' : `are only ${length} entries`}. Look at \`len(…)\` first.`,
  ],
  [
    /slice bounds out of range/,
    () => 'Here a piece is cut out of a list or text, and its bounds do not fit. Look at `len(…)` first.',
  ],
  [
    /nil pointer dereference/,
    () =>
      'Here a variable is used that points to nothing (nil), because nothing was ever assigned to it. Give it a value first.',
  ],
  [
    /assignment to entry in nil map/,
    () =>
      'Here something is put into a map that was never made. Make it first, by `make(map[…]…)` or with braces.',
  ],
  [/integer divide by zero/, () => 'Here a number is divided by 0. Look at it first.'],
  [/negative shift amount/, () => 'Here bits are shifted by a negative number of places.'],
  [
    /interface conversion: (.+)/,
    ([, why = '']) => `Here a value is taken for another type than it has: ${showName(why)}.`,
  ],
  [
    /all goroutines are asleep/,
    () =>
      'Here the module waits for something that nobody will ever do: there is nobody else in it. A module works without channels, locks and an empty `select`.',
  ],
  [
    /concurrent map/,
    () => 'Here two parts of the module use the same map at the same time. A module needs no goroutines.',
  ],
  [
    /ended itself \(exit code (-?\d+)\)/,
    ([, code = '']) =>
      `The module ended itself with the code ${code}. It has to come back from each call instead: \`return\`.`,
  ],
  [
    /calls itself without end/,
    () =>
      'A function calls itself without end, until there is no room for further calls. It needs a case in which it returns by itself.',
  ],
];

function inWords(fault: ModuleFault, line: string): string {
  for (const [pattern, words] of ERRORS) {
    const match = pattern.exec(fault.message);
    if (match !== null) return words(match, line);
  }
  const [, own] = /^The module panicked(?: \([^)]*\))?: (.*)$/s.exec(fault.message) ?? [];
  if (own === undefined) return `${showName(describeFault(fault))}.`;
  return `Here the module gives up by \`panic\`: ${showName(own)}. It ends whatever it was doing; write a line to the log and return instead.`;
}

function outOfRange(index: string, length: string, line: string): string {
  const used = [...line.matchAll(/\b([A-Za-z_]\w*)\[([^\][:]+)\]/g)].filter(([, name]) => name !== 'map');
  const [first] = used;
  const what =
    used.length === 1 && first !== undefined
      ? `\`${showName(first[0])}\` asks for entry ${index}`
      : `entry ${index} of a list is asked for`;
  const there =
    length === '0'
      ? 'it has none'
      : `there ${length === '1' ? 'is 1, with the number 0' : `are ${length}, with the numbers 0 to ${Number(length) - 1}`}`;
  return `Here ${what}, and ${there}. Look at the number first, and leave out what has no name.`;
}
