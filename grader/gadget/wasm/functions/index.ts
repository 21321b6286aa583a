import type { HostFunctions, ModuleContext } from '../host.ts';
import { arrayFunctions } from './arrays.ts';
import { configFunctions } from './config.ts';
import { dataSourceFunctions } from './data-sources.ts';
import { fieldFunctions } from './fields.ts';
import { filterFunctions } from './filter.ts';
import { handleFunctions } from './handles.ts';
import { kallsymsFunctions } from './kallsyms.ts';
import { logFunctions } from './log.ts';
import { mapFunctions } from './maps.ts';
import { packetFunctions } from './packets.ts';
import { paramFunctions } from './params.ts';
import { perfFunctions } from './perf.ts';
import { syscallFunctions } from './syscalls.ts';

const GROUPS = [
  logFunctions,
  dataSourceFunctions,
  packetFunctions,
  arrayFunctions,
  fieldFunctions,
  paramFunctions,
  configFunctions,
  mapFunctions,
  perfFunctions,
  syscallFunctions,
  filterFunctions,
  kallsymsFunctions,
  handleFunctions,
];

/** Everything that a module can import from `ig`. */
export function hostFunctions(context: ModuleContext): HostFunctions {
  return Object.assign({}, ...GROUPS.map((group) => group(context)));
}
