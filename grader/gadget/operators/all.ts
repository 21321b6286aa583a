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

/** All operators. The order decides in which order fields are registered, so which columns `--fields=+x` starts from. */
export function allOperators({ bootOffset, containerOf }: OperatorOptions): readonly Operator[] {
  return [
    enumOperator,
    containerOperator(containerOf),
    formatterOperator(signalFormatter),
    formatterOperator(errnoFormatter),
    formatterOperator(syscallFormatter),
    timestampOperator(bootOffset),
    formatterOperator(bytesFormatter),
    formatterOperator(durationFormatter),
    formatterOperator(fileModeFormatter),
    formatterOperator(fileFlagsFormatter),
    userOperator,
    groupOperator,
  ];
}
