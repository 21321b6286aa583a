import type { LogLevel, LogLine, ModulePhase } from '../../model/module.ts';
import type { LiveGadget } from '../live/live-gadget.ts';
import { asFailure } from './failures.ts';
import { hostFunctions } from './functions/index.ts';
import { LinearMemory } from './guest-memory.ts';
import { HANDLE_LIMIT, HandleTable } from './handle-table.ts';
import { type ModuleContext, ModuleFailure, type ModuleLoader, type ModuleProgram } from './host.ts';
import { Instance } from './instance.ts';
import { limitMemory } from './memory-limit.ts';
import { ModuleLog } from './module-log.ts';
import { ModuleOutput } from './module-output.ts';
import { requireUsable } from './requirements.ts';
import { createWasi, WASI_MODULE } from './wasi.ts';
import { type CompiledModule, type Exports, type Imports, type Memory, webAssembly } from './web-assembly.ts';

/** What a module's surroundings are. Everything has a default that says nothing and wants everything. */
export interface ModuleOptions {
  /** Values of the module's parameters, by key. */
  readonly params?: ReadonlyMap<string, string>;
  /** Whether a mount namespace's events are wanted. */
  readonly isWanted?: (mntns: bigint) => boolean;
  /** `info` by default. */
  readonly logLevel?: LogLevel;
  /** Lines of the log that are kept; 1000 by default. Infinity where somebody reads along. */
  readonly logLines?: number;
  readonly onLog?: (line: LogLine) => void;
  /** What it writes to standard output and error, as it comes, up to 64 KiB. */
  readonly onOutput?: (text: string) => void;
  /** Told before a phase of the lifecycle begins; `load` is over by then. */
  readonly onPhase?: (phase: ModulePhase) => void;
}

const LOG_LINES = 1000;

/** Makes a loader out of a module's bytes. Nothing of the module runs before the loader is called. */
export function loadModule(bytes: Uint8Array, options: ModuleOptions = {}): ModuleLoader {
  return (gadget) => load(bytes, gadget, options);
}

async function load(bytes: Uint8Array, gadget: LiveGadget, options: ModuleOptions): Promise<ModuleProgram> {
  const output = new ModuleOutput(options.onOutput ?? ignore);
  try {
    const wasi = createWasi((said) => output.write(said));
    const types = requireUsable(bytes, new Set(Object.keys(wasi.functions)));
    const module = await compile(limitMemory(bytes));
    const parts = partsOf(output, options);
    const instance = new Instance(parts);
    const canCallBack = types.exports.has('dataSourceCallback');
    const imports = {
      ig: hostFunctions({ ...contextOf(parts, instance, options), gadget, canCallBack }),
      [WASI_MODULE]: wasi.functions,
    };
    const { exports } = await instantiate(module, imports);
    wasi.attach(exports.memory as Memory);
    instance.attach(exports);
    if (!CALLED.some((name) => types.exports.has(name))) parts.log.host(NEVER_CALLED);
    return instance;
  } catch (error) {
    throw asFailure(error, 'load', output);
  }
}

type Parts = ConstructorParameters<typeof Instance>[0];

function partsOf(output: ModuleOutput, options: ModuleOptions): Parts {
  const { onLog = ignore, logLevel = 'info', logLines = LOG_LINES, onPhase = ignore } = options;
  const log = new ModuleLog(onLog, logLevel, logLines);
  const onFull = () =>
    log.host(`there are ${HANDLE_LIMIT} handles in use: release those that you do not need`);
  return { memory: new LinearMemory(), handles: new HandleTable(onFull), log, output, onPhase };
}

function contextOf(
  { memory, handles, log }: Parts,
  instance: Instance,
  options: ModuleOptions,
): Omit<ModuleContext, 'gadget' | 'canCallBack'> {
  return {
    memory,
    handles,
    params: options.params ?? new Map(),
    isWanted: options.isWanted ?? (() => true),
    logLevel: options.logLevel ?? 'info',
    log: (level, message) => log.module(level, message),
    refuse: (functionName, why) => log.host(`${functionName}: ${why}`),
    callBack: (callback, dataSource, data) => instance.callBack(callback, dataSource, data),
    phase: () => instance.phase,
  };
}

/** V8 says what is wrong with the module, and where; that is of use to those who make one by hand. */
async function compile(bytes: Uint8Array<ArrayBuffer>): Promise<CompiledModule> {
  try {
    return await webAssembly.compile(bytes);
  } catch (error) {
    if (!(error instanceof webAssembly.CompileError)) throw error;
    throw new ModuleFailure('unusable', `The module is not valid: ${error.message}.`);
  }
}

const CALLED = ['gadgetInit', 'gadgetPreStart', 'gadgetStart'] as const;
const NEVER_CALLED =
  'gadgetInit: the module does not export it, so nothing of it is ever called. Right above the function belongs //go:wasmexport gadgetInit, without a space after the slashes';

/** What V8 has no room for: tables of millions of elements. A trap of the module's own start is something else. */
async function instantiate(module: CompiledModule, imports: Imports): Promise<{ readonly exports: Exports }> {
  try {
    return await webAssembly.instantiate(module, imports);
  } catch (error) {
    const isRefusal = error instanceof RangeError && error.message.startsWith('WebAssembly');
    if (!isRefusal && !(error instanceof webAssembly.LinkError)) throw error;
    throw new ModuleFailure('unusable', `The module cannot be set up: ${error.message}.`);
  }
}

function ignore(): void {}
