import { readFileSync } from 'node:fs';
import type { RawEvent } from '../../../grader/model/capture.ts';
import type { WasmModule } from '../../../grader/model/module.ts';
import { busybox } from '../containers.ts';
import { openEvent, sample, tracer } from '../layouts.ts';
import { buildTestModule } from '../wasm/support.ts';

/** A module of test/gadget/wasm/modules, built. */
export async function testModule(name: string): Promise<WasmModule> {
  return { bytes: await buildTestModule(name), source: 'go/main.go', key: name, unused: [] };
}

/** So many events of the course's gadget, all from the busybox container; `flags` is the event's number. */
export function openEvents(count: number): readonly RawEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    dataSource: 'open',
    bytes: sample(openEvent, {
      timestamp_raw: BigInt(index),
      'proc.mntns_id': busybox.mntns,
      filename: 'bar',
      flags: index,
    }),
  }));
}

/** What `run` and `openModuleStream` both take of the surroundings. */
export const surroundings = { tracers: [tracer(openEvent)], bootOffset: 0n } as const;

/** A line of `/proc/PID/status`. */
export function statusOf(pid: number, key: string): string {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return new RegExp(`^${key}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(status)?.[1] ?? '';
}
