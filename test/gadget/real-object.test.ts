import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGadget } from '../../grader/build/index.ts';
import { findField } from '../../grader/gadget/decode/find-field.ts';
import { type Markers, readTracers } from '../../grader/gadget/markers.ts';
import { createGadgetStream } from '../../grader/gadget/pipeline.ts';
import type { TracerFacts } from '../../grader/model/capture.ts';
import { projectRoot } from '../../grader/model/project.ts';
import { isFailure } from '../../native/binding.ts';
import { loadNative } from '../../native/index.ts';
import { busybox, containerOf } from './containers.ts';
import { openEvent, sample } from './layouts.ts';

/** One member of each type that the gadget layer knows. */
const everyType = `
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <gadget/buffer.h>
#include <gadget/macros.h>
#include <gadget/types.h>

enum colour { RED, GREEN = 7 };
enum caps_set { CAP_A = 1, CAP_B = 2 };
typedef char name_t[8];
struct inner { __s16 deep; };

struct everything {
	gadget_timestamp timestamp_raw;
	gadget_errno error_raw;
	gadget_signal signal_raw;
	gadget_syscall call_raw;
	gadget_file_flags flags_raw;
	gadget_file_mode mode_raw;
	gadget_bytes size_raw;
	gadget_duration took_raw;
	gadget_uid uid_raw;
	enum colour colour_raw;
	enum caps_set caps_raw;
	bool yes;
	name_t name;
	unsigned char hash[4];
	__u16 words[2];
	struct inner inner;
	const struct inner fixed;
	union { __u32 anonymous; __u8 first; };
	__u32 low : 3, high : 5;
	void *where;
	__u32 __private;
};

GADGET_TRACER_MAP(events, 1024 * 256);
GADGET_TRACER(all, events, everything);
GADGET_TRACER(lost, evnts, everything);

char LICENSE[] SEC("license") = "GPL";
`;

/** Builds a workspace with the real compiler and reads its object's markers with the real addon. */
async function markersOf(directory: string): Promise<Markers> {
  const result = await buildGadget({ directory });
  if (result.status === 'failed') throw new Error(JSON.stringify(result.diagnostics));
  const object = loadNative().openObject(result.artifact.object, 'gadget');
  if (isFailure(object)) throw new Error(object.libbpfLog);
  try {
    return readTracers(object, (name) => object.struct(name));
  } finally {
    object.close();
  }
}

function format(tracer: TracerFacts, bytes: Uint8Array): unknown {
  const stream = createGadgetStream({
    tracers: [tracer],
    bootOffset: 0n,
    containerOf,
    output: { mode: 'json', fields: undefined, width: undefined },
    onNote: ({ message }) => {
      throw new Error(message);
    },
  });
  return JSON.parse(stream.format({ dataSource: tracer.dataSource, bytes }));
}

function only({ tracers }: Markers): TracerFacts {
  const [tracer] = tracers;
  if (!tracer) throw new Error('no tracer');
  return tracer;
}

describe("the course's solution 02, compiled", () => {
  let tracer: TracerFacts;
  beforeAll(async () => {
    tracer = only(await markersOf(join(projectRoot, 'solutions/02-flags')));
  });

  it('has the tracer of its marker', () => {
    expect(tracer).toMatchObject({ dataSource: 'open', map: 'events', struct: { name: 'event' } });
  });

  it('has the layout that the other tests write by hand', () => {
    for (const path of ['timestamp_raw', 'proc', 'proc.creds.gid', 'proc.parent.comm', 'filename', 'flags']) {
      const expected = findField(openEvent, path);
      expect(findField(tracer.struct, path)).toMatchObject({
        offset: expected?.offset,
        size: expected?.size,
      });
    }
    expect(tracer.struct.size).toBe(openEvent.size);
  });

  it('gives the events of the contract', () => {
    const bytes = sample(tracer.struct, {
      'proc.comm': 'sh',
      'proc.pid': 6662,
      'proc.mntns_id': busybox.mntns,
      filename: 'bar',
      flags: 577,
    });
    expect(format(tracer, bytes)).toMatchObject({
      filename: 'bar',
      flags: 577,
      proc: { comm: 'sh', pid: 6662, creds: { user: 'root' } },
      runtime: { containerName: 'factc' },
    });
  });
});

describe('an object with every type, compiled', () => {
  let directory: string;
  let markers: Markers;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lab-gadget-'));
    await writeFile(join(directory, 'program.bpf.c'), everyType);
    markers = await markersOf(directory);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('compiles though a marker names a map that there is not; the marker is a problem', () => {
    expect(markers.problems).toEqual([
      expect.objectContaining({ kind: 'unknownMap', dataSource: 'lost', map: 'evnts' }),
    ]);
  });

  it('is formatted by type', () => {
    const tracer = only(markers);
    const bytes = sample(tracer.struct, {
      timestamp_raw: 1n,
      error_raw: 13,
      signal_raw: 15,
      call_raw: process.arch === 'arm64' ? 63n : 0n,
      flags_raw: 577,
      mode_raw: 0o100644,
      size_raw: 123_500n,
      took_raw: 1_500_000_000n,
      colour_raw: 7,
      caps_raw: 3,
      yes: 1,
      name: 'bar',
      hash: '\u0001\u0002\u0003\u0004',
      words: '\u0001\u0000\u0002\u0000',
      'inner.deep': 0xfffe,
      'fixed.deep': 5,
      anonymous: 0x0102,
      low: 0xff,
    });
    expect(format(tracer, bytes)).toEqual({
      timestamp: expect.stringMatching(/^(1970-01-01|1969-12-31)T.*\.000000001/),
      timestamp_raw: 1,
      error: 'EACCES',
      error_raw: 13,
      signal: 'SIGTERM',
      signal_raw: 15,
      call: 'SYS_READ',
      call_raw: expect.any(Number),
      flags: 'O_WRONLY|O_CREAT|O_TRUNC',
      flags_raw: 577,
      mode: '-rw-r--r--',
      mode_raw: 0o100644,
      size: '124 kB',
      size_raw: 123_500,
      took: '1.5s',
      took_raw: 1_500_000_000,
      uid: 'root',
      uid_raw: 0,
      colour: 'GREEN',
      colour_raw: 7,
      caps: 'CAP_A|CAP_B',
      caps_raw: 3,
      yes: true,
      name: 'bar',
      hash: [1, 2, 3, 4],
      words: [1, 2],
      inner: { deep: -2 },
      fixed: { deep: 5 },
      anonymous: 0x0102,
      first: 2,
      low: 0xff,
      high: 0xff,
    });
  });
});
