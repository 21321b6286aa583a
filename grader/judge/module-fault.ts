import type { ModuleFault, ModulePhase, ModuleRun } from '../model/module.ts';

/** What comes before the first event. */
const STARTING: readonly ModulePhase[] = ['load', 'gadgetInit', 'gadgetPreStart', 'gadgetStart'];

/** The fault that kept the module from starting. */
export function startFault({ fault }: ModuleRun): ModuleFault | undefined {
  return fault !== undefined && STARTING.includes(fault.phase) ? fault : undefined;
}

/** The fault that came later: in a callback, or when the gadget stopped. */
export function laterFault({ fault }: ModuleRun): ModuleFault | undefined {
  return fault !== undefined && !STARTING.includes(fault.phase) ? fault : undefined;
}

/** The fault in one line: `gadgetInit: it returned 1`. */
export function describeFault({ phase, message }: ModuleFault): string {
  if (message.includes(phase)) return withoutStop(message);
  return `${phase === 'load' ? 'loading it' : phase}: ${withoutStop(message)}`;
}

/** What the module itself said was wrong, the last thing first: that is what it gave up for. */
export function complaints({ log }: ModuleRun): readonly string[] {
  return log
    .filter(({ from, level }) => from === 'module' && (level === 'error' || level === 'warning'))
    .map(({ message }) => message)
    .reverse();
}

/** The host's lines of that kind begin with the function that was called; it has a word on other things, too. */
const REFUSAL = /^\w+: /;

/** Why functions of the host refused what the module asked for, each reason once. */
export function refusals({ log }: ModuleRun): readonly string[] {
  const said = log.filter(({ from, message }) => from === 'host' && REFUSAL.test(message));
  return [...new Set(said.map(({ message }) => withoutStop(message)))];
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
