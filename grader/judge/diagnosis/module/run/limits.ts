import type { ModuleFault, ModuleFaultCause } from '../../../../model/module.ts';
import { describeFault } from '../../../module-fault.ts';
import { showName } from '../../../text.ts';
import { type Rule, type RuleAbout, rule } from '../../rule.ts';
import type { GoSource } from '../../source/go-source.ts';
import { type Place, placeAt, textOf } from '../../source/text.ts';
import { wholeModule } from '../explains.ts';
import { placeOr } from '../place.ts';
import { type Loop, loopsIn } from './loops.ts';
import { placeInTrace } from './trace.ts';

interface Said {
  readonly message: string;
  readonly place?: Place | undefined;
}

/** A rule about what ended the module's run. */
function faultRule(
  cause: ModuleFaultCause,
  about: RuleAbout,
  say: (fault: ModuleFault, source: GoSource | undefined, output: string) => Said,
): Rule {
  return rule({
    ...about,
    needs: ['moduleFacts'],
    find: (evidence) => {
      const { fault, output } = evidence.moduleFacts.run;
      if (fault?.cause !== cause) return [];
      const { message, place } = say(fault, evidence.goProgram, output);
      return [
        { message, confidence: 'certain', explains: wholeModule(evidence), ...placeOr(place, evidence) },
      ];
    },
  });
}

export const moduleTimeout = faultRule(
  'timeout',
  {
    id: 'module-timeout',
    meaning: 'The module does not come back from a call.',
    example: {
      code: 'i := 0\nfor i < len(flagNames) {\n\t…\n}',
      message:
        'This loop never ends: nothing in it changes `i`. Inspektor Gadget has no time limit and would wait for ever.',
    },
  },
  (fault, source) => {
    const loops = source === undefined ? [] : loopsIn(source, fault.phase);
    const loop = suspect(loops);
    const end = 'Inspektor Gadget has no time limit and would wait for ever.';
    if (loop === undefined || source === undefined)
      return { message: `${describeFault(fault)}. Look for a loop that never ends. ${end}` };
    return { message: `${whyEndless(loop)} ${end}`, place: placeAt(source, loop.node.from) };
  },
);

/** The only one that certainly never ends, or the only one that there is. */
function suspect(loops: readonly Loop[]): Loop | undefined {
  const certain = loops.filter(({ kind }) => kind !== 'perhaps');
  const [only] = certain.length > 0 ? certain : loops;
  return certain.length === 1 || loops.length === 1 ? only : undefined;
}

function whyEndless({ kind, waitsFor }: Loop): string {
  if (kind === 'wrongWay') return 'This loop counts away from its end, and so does not come to it.';
  if (kind === 'perhaps')
    return 'The module does not come back, and this loop is the only one that may go on for ever: what it waits for does not happen.';
  if (waitsFor.length === 0) return 'This loop never ends: it has no condition, and nothing in it leaves it.';
  // Of `i < len(list)` the first is meant.
  const names = `\`${showName(waitsFor[0] ?? '')}\``;
  return `This loop never ends: nothing in it changes ${names}.`;
}

export const moduleMemory = faultRule(
  'memory',
  {
    id: 'module-memory',
    meaning: 'The module wants more than the 16 MiB of memory that it may have.',
    example: {
      code: 'buffer := make([]byte, 1<<30)',
      message:
        'The module has 16 MiB of memory, and in this line it wants more. Look for what grows with every turn or every event, or is far too large.',
    },
  },
  (fault, source, output) => {
    const place = source && placeInTrace(output, source);
    const isStack = /its stack has taken/.test(fault.message);
    const around = place && source && loopAround(source, fault, place);
    if (around !== undefined && source !== undefined) {
      const message = `${whyEndless(around)} What it collects takes all of the 16 MiB of memory that a module has.`;
      return { message, place: placeAt(source, around.node.from) };
    }
    if (isStack)
      return {
        message:
          'A function calls itself without end, until the 16 MiB of memory that a module has are full. It needs a case in which it returns by itself.',
        place,
      };
    const where = place === undefined ? '' : ', and in this line it wants more';
    const message = `The module has 16 MiB of memory${where}. Look for what grows with every turn or every event, or is far too large.`;
    return { message, place };
  },
);

/** A loop around the place that never ends. */
function loopAround(source: GoSource, { phase }: ModuleFault, { line }: Place): Loop | undefined {
  const around = loopsIn(source, phase).filter(({ node, kind }) => {
    const first = placeAt(source, node.from).line;
    return kind !== 'perhaps' && first <= line && line < first + textOf(source, node).split('\n').length;
  });
  return around.at(-1);
}

export const modulePointer = faultRule(
  'pointer',
  {
    id: 'module-pointer',
    meaning: 'The module gives the host an address outside of its memory.',
    example: {
      code: '// a function of the host, declared and called by hand',
      message:
        'The module gave the host an address that lies outside of its memory. Call the functions of the package api: they get the addresses right.',
    },
  },
  () => ({
    message:
      'The module gave the host an address that lies outside of its memory. Call the functions of the package api: they get the addresses right.',
  }),
);

export const moduleOutput = faultRule(
  'output',
  {
    id: 'module-output',
    meaning: 'The module says or makes more than anybody could keep.',
    example: {
      code: 'for i := 0; i < 1000000; i++ {\n\tapi.Info("here")\n}',
      message:
        'The module says or makes far more than is needed: callback: The module handed over more than 16777216 bytes in one call. Look for a loop or a call for each event that writes a lot.',
    },
  },
  (fault) => ({
    message: `The module says or makes far more than is needed: ${showName(describeFault(fault))}. Look for a loop or a call for each event that writes a lot.`,
  }),
);

export const moduleDied = faultRule(
  'died',
  {
    id: 'module-died',
    meaning: 'The process that ran the module ended unexpectedly.',
    example: {
      code: '// nothing that the module could do',
      message:
        "The process that ran the module ended unexpectedly: callback: The module's process died (SIGKILL).",
    },
  },
  (fault) => ({
    message: `The process that ran the module ended unexpectedly: ${showName(describeFault(fault))}.`,
  }),
);
