import type { LivePacket, LiveSource, Shape } from '../../live/live-source.ts';
import type { HostFunctions, ModuleContext } from '../host.ts';
import { packetOf, sourceOf } from './resolve.ts';

/** How deep callbacks may emit what makes further callbacks emit. */
const MAX_DEPTH = 16;

/** Packets that the module makes: to get an empty one, to send it, or to drop it. */
export function packetFunctions(context: ModuleContext): HostFunctions {
  const emitter = new Emitter(context);
  return {
    dataSourceNewPacketSingle: (source: number) => newPacket(context, 'single', source),
    dataSourceNewPacketArray: (source: number) => newPacket(context, 'array', source),
    dataSourceEmitAndRelease: (source: number, packet: number) => emitter.emit(source, packet),
    dataSourceRelease: (source: number, packet: number) => release(context, source, packet),
  };
}

function newPacket(context: ModuleContext, shape: Shape, handle: number): number {
  const caller = shape === 'single' ? 'dataSourceNewPacketSingle' : 'dataSourceNewPacketArray';
  const source = sourceOf(context, caller, handle);
  if (!source) return 0;
  if (source.shape === shape) return context.handles.add(source.newPacket());
  context.refuse(caller, `"${source.name}" is of type ${source.shape}, so it has no ${shape} packets`);
  return 0;
}

function release(context: ModuleContext, sourceHandle: number, handle: number): number {
  const caller = 'dataSourceRelease';
  if (!sourceOf(context, caller, sourceHandle) || !packetOf(context, caller, handle)) return 1;
  context.handles.release(handle >>> 0);
  return 0;
}

/** Sends packets; a callback that one of them leads to runs at once, inside of the one that sends. */
class Emitter {
  readonly #context: ModuleContext;
  #depth = 0;

  constructor(context: ModuleContext) {
    this.#context = context;
  }

  emit(sourceHandle: number, handle: number): number {
    const caller = 'dataSourceEmitAndRelease';
    const source = sourceOf(this.#context, caller, sourceHandle);
    const packet = source && packetOf(this.#context, caller, handle);
    if (!source || !packet) return 1;
    this.#context.handles.release(handle >>> 0);
    const problem = this.#problem(source, packet);
    if (problem) this.#context.refuse(caller, problem);
    else this.#send(source, packet);
    return problem ? 1 : 0;
  }

  #problem(source: LiveSource, packet: LivePacket): string | undefined {
    if (packet.owner !== source) return `the packet is not of "${source.name}" but of "${packet.owner.name}"`;
    if (packet.shape !== source.shape) return 'an element is no packet: append it to its array';
    if (packet.inFlight) return 'the packet is on its way already';
    if (this.#depth >= MAX_DEPTH) return `callbacks emit in callbacks, ${MAX_DEPTH} deep: it ends here`;
    return undefined;
  }

  #send(source: LiveSource, packet: LivePacket): void {
    this.#depth += 1;
    try {
      source.emit(packet);
    } finally {
      this.#depth -= 1;
    }
  }
}
