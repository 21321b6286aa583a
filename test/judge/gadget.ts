import { findField } from '../../grader/gadget/decode/find-field.ts';
import type { Capture, ProgramFacts, RawEvent } from '../../grader/model/capture.ts';
import type { StructLayout } from '../../grader/model/layout.ts';
import { chars, gadgetProcess, int, sample, struct, timestamp, tracer } from '../gadget/layouts.ts';
import { type Opening, TRACED_CONTAINER, type World, witnessed } from './world.ts';

/** A gadget as a value: what it is attached to, what its events hold, and what it does with an open. */
export interface Gadget {
  readonly struct: StructLayout;
  /** The tracepoints that it is attached to. */
  readonly traces: readonly Opening['syscall'][];
  /** Helpers that each of its programs calls. */
  readonly helpers: readonly number[];
  /** Whether it asks gadget_should_discard_data_current(). */
  readonly filters: boolean;
  /** What it writes into an event; members that the struct lacks are left out. */
  readonly write: (opening: Opening, now: bigint) => Values;
  /** How many events it sends of the nth open that it sees. */
  readonly sends: (index: number) => number;
}

export type Values = Readonly<Record<string, number | bigint | string | Uint8Array>>;

/** ringbuf_reserve, ringbuf_submit, get_current_pid_tgid, probe_read_kernel, probe_read_user_str, boot clock */
const HELPERS = [14, 113, 114, 125, 131, 132];

const MEMBERS = [
  { timestamp_raw: timestamp },
  { proc: gadgetProcess },
  { filename: chars(256) },
  { flags: int(4) },
] as const;

/** The struct event of a lesson: 1 the template's, 2 with proc, 3 with filename, 4 with flags. */
export function eventStruct(members: 1 | 2 | 3 | 4): StructLayout {
  return struct('event', Object.assign({}, ...MEMBERS.slice(0, members)));
}

/** The course's solution of step 02. */
export const SOLUTION: Gadget = {
  struct: eventStruct(4),
  traces: ['openat', 'open'],
  helpers: HELPERS,
  filters: true,
  write: rightValues,
  sends: () => 1,
};

/** Everything as it should be. */
export function rightValues(opening: Opening, now: bigint): Values {
  const shift = opening.syscall === 'open' ? 0 : 1;
  return {
    timestamp_raw: now,
    'proc.comm': opening.comm,
    'proc.pid': opening.pid,
    'proc.tid': opening.tid,
    'proc.mntns_id': opening.mntns,
    'proc.creds.uid': opening.uid,
    'proc.creds.gid': opening.gid,
    'proc.parent.comm': opening.parentComm,
    'proc.parent.pid': opening.parentPid,
    filename: (opening.path ?? new Uint8Array()).subarray(0, 255),
    flags: opening.args[1 + shift] ?? 0n,
  };
}

/** The solution with some values written otherwise. */
export function writing(change: (opening: Opening, now: bigint) => Values): Gadget {
  return {
    ...SOLUTION,
    write: (opening, now) => ({ ...rightValues(opening, now), ...change(opening, now) }),
  };
}

/** The events that the gadget sends, in the order of its ring. */
function events(gadget: Gadget, world: World): readonly RawEvent[] {
  const seen = world.openings.filter(
    ({ syscall, role }) => gadget.traces.includes(syscall) && (role === 'traced' || !gadget.filters),
  );
  return seen
    .flatMap((opening, index) =>
      Array.from({ length: gadget.sends(index) }, (_, copy) => ({
        opening,
        // The witness runs first; a program takes a microsecond or two, and a second event comes right after.
        now: opening.timestamp + 1_000n + BigInt(((index * 7) % 5) * 300 + copy * 40),
      })),
    )
    .map(({ opening, now }) => ({
      dataSource: 'open',
      bytes: encode(gadget.struct, gadget.write(opening, now)),
    }));
}

function encode(layout: StructLayout, values: Values): Uint8Array {
  const bytes = new Uint8Array(layout.size);
  for (const [path, value] of Object.entries(values)) {
    const field = findField(layout, path);
    if (field === undefined) continue;
    if (value instanceof Uint8Array) bytes.set(value.subarray(0, field.size), field.offset);
    else {
      const wide = typeof value === 'string' ? value : BigInt.asUintN(field.size * 8, BigInt(value));
      const part = sample(layout, { [path]: wide });
      bytes.set(part.subarray(field.offset, field.offset + field.size), field.offset);
    }
  }
  return bytes;
}

/** What an engine would record of the gadget in this world. */
export function capture(gadget: Gadget, world: World): Capture {
  return {
    scenario: world.scenario,
    object: {
      programs: gadget.traces.map((syscall) => programFor(syscall, gadget.helpers)),
      maps: [{ name: 'events', type: 27, keySize: 0, valueSize: 0, maxEntries: 262_144 }],
      variables: ['gadget_tracer_open___events___event'],
      tracers: [tracer(gadget.struct)],
    },
    events: events(gadget, world),
    witnessed: witnessed(world),
    lost: 0,
    serial: world.serial,
    ring: { size: 262_144, peak: 4_096 },
    traced: TRACED_CONTAINER,
    foreign: { ...TRACED_CONTAINER, id: 'b'.repeat(64), name: 'lab-foreign' },
    bootOffset: 1_790_000_000_000_000_000n,
    engine: 'host',
    kernel: '6.18.44',
    architecture: 'amd64',
    durations: [],
  };
}

export function programFor(syscall: string, helpers: readonly number[]): ProgramFacts {
  return { name: `${syscall}_entry`, section: `tracepoint/syscalls/sys_enter_${syscall}`, helpers };
}
