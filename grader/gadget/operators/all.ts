import type { ContainerFacts } from '../../model/capture.ts';
import { containerOperator } from './containers.ts';
import { enumOperator } from './enums.ts';
import { fileFlagsFormatter, fileModeFormatter } from './file.ts';
import { formatterOperator } from './formatter.ts';
import { errnoFormatter, signalFormatter, syscallFormatter } from './numbers.ts';
import type { Operator } from './operator.ts';
import { bytesFormatter, durationFormatter } from './quantities.ts';
import { timestampOperator } from './timestamp.ts';
import { groupOperator, userOperator } from './users.ts';

/** What operators need to know of the world. */
export interface OperatorOptions {
  /** Wall clock minus boot clock, ns. */
  readonly bootOffset: bigint;
  /** The container of a mount namespace (inode number), as far as one is known. */
  readonly containerOf: (mntns: bigint) => ContainerFacts | undefined;
}

/** An operator, and with which priority it subscribes to the data sources. */
export interface PlacedOperator {
  readonly operator: Operator;
  readonly priority: number;
}

/**
 * All operators with upstream's priorities, which are 0 but for groups. The order decides in which order fields are
 * registered, so which columns `--fields=+x` starts from, and who comes first among those of one priority.
 */
export function placedOperators({ bootOffset, containerOf }: OperatorOptions): readonly PlacedOperator[] {
  return [
    { operator: enumOperator, priority: 0 },
    { operator: containerOperator(containerOf), priority: 0 },
    { operator: formatterOperator(signalFormatter), priority: 0 },
    { operator: formatterOperator(errnoFormatter), priority: 0 },
    { operator: formatterOperator(syscallFormatter), priority: 0 },
    { operator: timestampOperator(bootOffset), priority: 0 },
    { operator: formatterOperator(bytesFormatter), priority: 0 },
    { operator: formatterOperator(durationFormatter), priority: 0 },
    { operator: formatterOperator(fileModeFormatter), priority: 0 },
    { operator: formatterOperator(fileFlagsFormatter), priority: 0 },
    { operator: userOperator, priority: 0 },
    { operator: groupOperator, priority: 1 },
  ];
}

/** The operators alone. */
export function allOperators(options: OperatorOptions): readonly Operator[] {
  return placedOperators(options).map(({ operator }) => operator);
}
