import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Artifact, BuildResult, Diagnostic } from '../../grader/model/artifact.ts';

/** A gadget that counts what it can: every system header of the course, a map, a member of every kind. */
export const GADGET = `// A comment may come first.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <gadget/buffer.h>
#include <gadget/common.h>
#include <gadget/filter.h>
#include <gadget/macros.h>
#include <gadget/types.h>

struct event {
	gadget_timestamp timestamp_raw;
	struct gadget_process proc;
	struct open_how how;
	char filename[256];
	int flags;
};

GADGET_TRACER_MAP(events, 1024 * 256);
GADGET_TRACER(open, events, event);

SEC("tracepoint/syscalls/sys_enter_openat")
int openat_entry(struct syscall_trace_enter *ctx)
{
	struct event *event;

	if (gadget_should_discard_data_current())
		return 0;
	event = gadget_reserve_buf(&events, sizeof(*event));
	if (!event)
		return 0;
	event->timestamp_raw = bpf_ktime_get_boot_ns();
	gadget_process_populate(&event->proc);
	bpf_probe_read_user_str(&event->filename, sizeof(event->filename), (const char *)ctx->args[1]);
	event->flags = (int)ctx->args[2];
	gadget_submit_buf(ctx, &events, event, sizeof(*event));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
`;

/** Without any include, so that clang needs a moment only. */
export const SMALL = 'int answer(void)\n{\n\treturn 42;\n}\n';

export interface Sandbox {
  /** A folder of its own for the test file; workspaces, the cache and temp folders are below it. */
  readonly root: string;
  /** The system's temp folder as the code under test sees it. */
  readonly temp: string;
  readonly cache: string;
  /** A new workspace with these files, below a folder with this name. */
  readonly workspace: (files: Readonly<Record<string, string | Uint8Array>>, name?: string) => string;
}

/** Gives a test file a cache and a temp folder of its own and takes everything away at its end. */
export function sandbox(): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'lab-build-test-'));
  const temp = join(root, 'tmp');
  const cache = join(root, 'cache');
  const saved = { XDG_CACHE_HOME: process.env.XDG_CACHE_HOME, TMPDIR: process.env.TMPDIR };
  let count = 0;
  beforeAll(() => {
    mkdirSync(temp);
    Object.assign(process.env, { XDG_CACHE_HOME: cache, TMPDIR: temp });
  });
  afterAll(() => {
    for (const [name, value] of Object.entries(saved)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(root, { recursive: true, force: true });
  });
  const workspace: Sandbox['workspace'] = (files, name = 'mygadget') => {
    count += 1;
    const directory = join(root, String(count), name);
    for (const [file, content] of Object.entries(files)) write(directory, file, content);
    return directory;
  };
  return { root, temp, cache, workspace };
}

export function write(directory: string, file: string, content: string | Uint8Array): void {
  const path = join(directory, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Sets LAB_CLANG until the end of each test. */
export function useClang(): (name: string) => void {
  const saved = process.env.LAB_CLANG;
  afterEach(() => {
    if (saved === undefined) delete process.env.LAB_CLANG;
    else process.env.LAB_CLANG = saved;
  });
  return (name) => {
    process.env.LAB_CLANG = name;
  };
}

export function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

export function artifactOf(result: BuildResult): Artifact {
  if (result.status === 'failed') throw new Error(`the build failed: ${JSON.stringify(result.diagnostics)}`);
  return result.artifact;
}

export function errorsOf(result: BuildResult): readonly Diagnostic[] {
  return result.diagnostics.filter(({ severity }) => severity === 'error');
}

/** Every path below a folder with its kind, mode, times and content. */
export function snapshot(directory: string): readonly string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return [directory, ...names.toSorted().map((name) => join(directory, name))].map((path) => {
    const { mode, mtimeMs, ctimeMs } = lstatSync(path);
    const content = lstatSync(path).isFile()
      ? createHash('sha256').update(readFileSync(path)).digest('hex')
      : '';
    return [path, mode, mtimeMs, ctimeMs, content].join(' ');
  });
}

/** The bytes of an object's sections by name, of those that a pattern selects. */
export function sections(object: Uint8Array, pattern: RegExp, scratch: string): ReadonlyMap<string, string> {
  const file = join(scratch, 'object.o');
  writeFileSync(file, object);
  const list = execFileSync('readelf', ['-SW', file], { encoding: 'utf8' });
  const names = [...list.matchAll(/^\s+\[\s*\d+\] (\S+)/gm)].flatMap(([, name]) => name ?? []);
  const chosen = names.filter((name) => pattern.test(name));
  return new Map(
    chosen.map((name) => [name, execFileSync('readelf', ['-x', name, file], { encoding: 'utf8' })]),
  );
}
