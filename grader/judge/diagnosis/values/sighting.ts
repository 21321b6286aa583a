import type { Place } from '../source/text.ts';
import type { Step } from './origins/trace.ts';
import type { Origin, Scope } from './scope.ts';

/** A step of a value's way that shows what was suspected. */
export interface Sighting {
  readonly origin: Origin;
  readonly step: Step;
}

/** The first step for each system call of the scope; undefined unless each has one. */
export function sight(
  scope: Scope,
  shows: (step: Step, origin: Origin) => boolean,
): readonly [Sighting, ...Sighting[]] | undefined {
  const sightings = scope.syscalls.map((syscall) =>
    scope.origins
      .filter((origin) => origin.syscall === syscall)
      .flatMap((origin): Sighting[] => {
        const shown = origin.steps.filter((one) => shows(one, origin));
        // A declaration with a value is a step of both kinds; the value is nearer.
        const step = shown.find(({ kind }) => kind === 'value') ?? shown[0];
        return step === undefined ? [] : [{ origin, step }];
      })
      .at(-1),
  );
  const found = sightings.filter((sighting) => sighting !== undefined);
  const [first, ...others] = found;
  return first === undefined || found.length < scope.syscalls.length ? undefined : [first, ...others];
}

/**
 * The last place that writes to the member: it decides what the event holds. What gadget_process_populate() writes is
 * right, so it is only that where there is nothing else.
 */
export function lastWrite({ origins }: Scope): Place | undefined {
  const places = origins.map(({ write }) => write).sort((one, other) => one.at.from - other.at.from);
  const own = places.filter(({ copy }) => copy?.callee !== 'gadget_process_populate');
  const last = own.at(-1) ?? places.at(-1);
  return last && placeOf(last.at);
}

export function placeOf({ file, line, column }: Place): Place {
  return { file, line, column };
}
