import type { ModulePhase } from '../../model/module.ts';
import { asFailure } from './failures.ts';
import type { LinearMemory } from './guest-memory.ts';
import type { HandleTable } from './handle-table.ts';
import { ModuleFailure, type ModuleProgram } from './host.ts';
import type { ModuleLog } from './module-log.ts';
import type { ModuleOutput } from './module-output.ts';
import type { Exports, Memory } from './web-assembly.ts';

type Export = (...args: unknown[]) => unknown;

/** What belongs to one instance of a module. */
export interface InstanceParts {
  readonly memory: LinearMemory;
  readonly handles: HandleTable;
  readonly log: ModuleLog;
  readonly output: ModuleOutput;
  /** Told before a phase of the lifecycle begins; not for callbacks, of which there are many. */
  readonly onPhase: (phase: ModulePhase) => void;
}

/** A module's exports, called in the order of the lifecycle. Knows in which phase it is, and whether it has failed. */
export class Instance implements ModuleProgram {
  readonly #parts: InstanceParts;
  #exports: Exports = {};
  #callBack: Export | undefined;
  #phase: ModulePhase = 'load';
  #failure: ModuleFailure | undefined;

  constructor(parts: InstanceParts) {
    this.#parts = parts;
  }

  get phase(): ModulePhase {
    return this.#phase;
  }

  /** @throws ModuleFailure where the module's own start fails, or where it speaks another version */
  attach(exports: Exports): void {
    this.#exports = exports;
    this.#parts.memory.attach(exports.memory as Memory);
    this.#callBack = exports.dataSourceCallback as Export | undefined;
    this.#call('_initialize');
    const version = this.#call('gadgetAPIVersion');
    if (version === 1n) return;
    throw new ModuleFailure(
      'unusable',
      `The module speaks version ${version} of the API; this host speaks 1.`,
      'load',
    );
  }

  init(): void {
    this.#mustSucceed('gadgetInit');
  }

  preStart(): void {
    this.#mustSucceed('gadgetPreStart');
  }

  start(): void {
    this.#mustSucceed('gadgetStart');
  }

  stop(): void {
    this.#shouldSucceed('gadgetStop');
    this.#parts.handles.clear();
  }

  postStop(): void {
    this.#shouldSucceed('gadgetPostStop');
  }

  /** Callbacks may lie in each other: a module can emit into a data source that it subscribed to. */
  callBack(callback: bigint, dataSource: number, data: number): void {
    if (this.#failure !== undefined) throw this.#failure;
    const before = this.#phase;
    if (before !== 'callback') this.#parts.memory.resetCount();
    this.#phase = 'callback';
    try {
      this.#callBack?.(callback, dataSource, data);
    } catch (error) {
      throw this.#failed(error);
    }
    this.#phase = before;
  }

  #mustSucceed(name: ModulePhase): void {
    const result = this.#lifecycle(name);
    if (result === 0) return;
    throw this.#failed(new ModuleFailure('returned', `${name} returned ${result}, which stops the gadget.`));
  }

  #shouldSucceed(name: ModulePhase): void {
    const result = this.#lifecycle(name);
    if (result !== 0) this.#parts.log.host(`${name} returned ${result}`);
  }

  /** 0 for an export that the module does not have, and for a module that is dead. */
  #lifecycle(name: ModulePhase): number {
    if (this.#failure !== undefined) return 0;
    this.#phase = name;
    this.#parts.onPhase(name);
    return this.#exports[name] === undefined ? 0 : Number(this.#call(name));
  }

  #call(name: string): unknown {
    this.#parts.memory.resetCount();
    try {
      return (this.#exports[name] as Export)();
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** After a trap or an exit Go's runtime is in no state to be called again. */
  #failed(error: unknown): unknown {
    const failure = asFailure(error, this.#phase, this.#parts.output);
    if (failure instanceof ModuleFailure) this.#failure = failure;
    return failure;
  }
}
