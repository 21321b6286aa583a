import { Fd, WASI, wasi } from '@bjorn3/browser_wasi_shim';
import { createRandom } from '../../course/random.ts';
import { type HostFunction, type HostFunctions, ModuleFailure } from './host.ts';
import { WasiClock } from './wasi-clock.ts';
import { pollOneoff } from './wasi-poll.ts';
import { type Memory, webAssembly } from './web-assembly.ts';

/** What a module imports its system from. */
export const WASI_MODULE = 'wasi_snapshot_preview1';

export interface Wasi {
  readonly functions: HostFunctions;
  attach(memory: Memory): void;
}

/** The module ended itself: Go does so after a panic (2) and in `os.Exit`. */
export class ModuleExit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/**
 * A system with nothing in it: no arguments, no environment, no files, an empty standard input. The library does what
 * Go asks of files; what it does in another way than a module may expect is replaced here: its sleep keeps the
 * processor busy, its sockets throw texts, its clock and its random numbers differ from run to run.
 */
export function createWasi(onOutput: (bytes: Uint8Array) => void): Wasi {
  const files = [new EmptyInput(), new Output(onOutput), new Output(onOutput)];
  // It would else write to our own standard output, which carries other things.
  const system = new WASI([], [], files, { debug: false });
  const attach = (memory: Memory) => {
    // Whether the library's Memory is the DOM's type or this project's own depends on what else is installed.
    system.inst = { exports: { memory } } as unknown as typeof system.inst;
  };
  attach(new webAssembly.Memory({ initial: 0 }));
  const view = () => new DataView(system.inst.exports.memory.buffer);
  const all = { ...(system.wasiImport as HostFunctions), ...replacements(view) };
  const functions = Object.fromEntries(Object.entries(all).map(([name, call]) => [name, guarded(call)]));
  return { functions, attach };
}

function replacements(view: () => DataView): HostFunctions {
  const clock = new WasiClock();
  const random = createRandom(0);
  const unsupported = () => wasi.ERRNO_NOSYS;
  return {
    clock_time_get(id: number, _precision: bigint, address: number) {
      const now = clock.read(id);
      if (now === undefined) return wasi.ERRNO_INVAL;
      view().setBigUint64(address >>> 0, now, true);
      return wasi.ERRNO_SUCCESS;
    },
    // Always the same numbers, as with Inspektor Gadget: Go's maps are then walked in the same order in every run.
    random_get(address: number, length: number) {
      const bytes = new Uint8Array(view().buffer, address >>> 0, length >>> 0);
      for (let index = 0; index < bytes.length; index += 1) bytes[index] = random.integer(0, 255);
      return wasi.ERRNO_SUCCESS;
    },
    poll_oneoff: (subscriptions: number, events: number, count: number, written: number) =>
      pollOneoff(view(), clock, { subscriptions, events, count, written }),
    proc_exit(code: number) {
      throw new ModuleExit(code);
    },
    sched_yield: () => wasi.ERRNO_SUCCESS,
    proc_raise: unsupported,
    sock_recv: unsupported,
    sock_send: unsupported,
    sock_shutdown: unsupported,
    sock_accept: unsupported,
  };
}

/** A place outside of the memory shows as a RangeError of a view. */
function guarded(call: HostFunction): HostFunction {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      if (!(error instanceof RangeError) || error.message.includes('call stack')) throw error;
      throw new ModuleFailure('pointer', 'The module passed an address outside of its memory to the system.');
    }
  };
}

class EmptyInput extends Fd {
  override fd_fdstat_get = () => terminal();
  override fd_read = () => ({ ret: wasi.ERRNO_SUCCESS, data: new Uint8Array(0) });
}

class Output extends Fd {
  readonly #onBytes: (bytes: Uint8Array) => void;

  constructor(onBytes: (bytes: Uint8Array) => void) {
    super();
    this.#onBytes = onBytes;
  }

  override fd_fdstat_get = () => terminal();

  override fd_write(data: Uint8Array) {
    this.#onBytes(data);
    return { ret: wasi.ERRNO_SUCCESS, nwritten: data.byteLength };
  }
}

/** Neither a file nor a folder, so that Go's library does not try to seek in it. */
function terminal() {
  return { ret: wasi.ERRNO_SUCCESS, fdstat: new wasi.Fdstat(wasi.FILETYPE_CHARACTER_DEVICE, 0) };
}
