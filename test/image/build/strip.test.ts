import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Architecture, buildGadget } from '../../../grader/build/index.ts';
import { readObject } from '../../../grader/image/elf/object-file.ts';
import { stripDebug } from '../../../grader/image/elf/strip.ts';
import { GADGET } from '../../build/support.ts';
import { describeWith, requirePrograms } from '../../support/requires.ts';
import { type Files, loadPrograms, makeWorkspace } from '../../support/workspace.ts';

const execute = promisify(execFile);
const programs = await loadPrograms();
const ARCHITECTURES: readonly Architecture[] = ['amd64', 'arm64'];

/** Sections, symbols and relocations of the kinds that the course's gadgets do not have. */
const MANY_KINDS = `${GADGET}
const volatile __u32 limit = 3;
GADGET_PARAM(limit);
static __u64 seen[16];
__u64 total = 5;
int elsewhere SEC(".data.elsewhere") = 7;

static __noinline int count(void *ctx, int which)
{
	seen[which & 15]++;
	return bpf_get_prandom_u32() % (limit + 1);
}

__weak int weak(int x)
{
	return x + (int)total + elsewhere;
}

static int callback(__u32 index, void *ctx)
{
	return count(ctx, index);
}

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} jumps SEC(".maps") = { .values = { [0] = (void *)&openat_entry } };

SEC("kprobe/do_sys_openat2")
int probe(void *ctx)
{
	bpf_loop(4, callback, ctx, 0);
	total += weak(count(ctx, 1));
	return 0;
}
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-strip-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function compiled(
  files: Files,
  architecture: Architecture,
  reproducible: boolean,
): Promise<Uint8Array> {
  const workspace = await makeWorkspace(files);
  const options = { directory: workspace.directory, architecture, reproducible };
  const result = await buildGadget(options).finally(workspace.remove);
  if (result.status === 'failed') throw new Error(JSON.stringify(result.diagnostics));
  return result.artifact.object;
}

async function strippedByLlvm(object: Uint8Array): Promise<Buffer> {
  const [before, after] = [join(folder, 'before.o'), join(folder, 'after.o')];
  await writeFile(before, object);
  await execute('llvm-strip', ['-g', before, '-o', after]);
  return readFile(after);
}

/** As an image needs them, and as a check does: other debug information, other BTF. */
async function expectTheSame(files: Files): Promise<void> {
  for (const architecture of ARCHITECTURES)
    for (const reproducible of [true, false]) {
      const object = await compiled(files, architecture, reproducible);
      const own = Buffer.from(stripDebug(object));
      // Not toEqual, which would print both.
      const same = own.equals(await strippedByLlvm(object));
      expect({ architecture, reproducible, same }).toEqual({ architecture, reproducible, same: true });
      expect(own.length).toBeLessThan(object.length / 4);
    }
}

// The oldest clang that is accepted, and the newest that the course is tried with.
describe.each(['clang-14', 'clang-19'])('an object of %s', (clang) => {
  describeWith(requirePrograms(clang, 'llvm-strip'), 'is stripped as llvm-strip -g does it', () => {
    afterEach(() => vi.unstubAllEnvs());

    it.each(['00', '01', '02', '03', '04'])('in step %s', async (step) => {
      vi.stubEnv('LAB_CLANG', clang);
      await expectTheSame({ 'program.bpf.c': await programs.solution(step) });
    });

    it('with many kinds of sections and symbols', async () => {
      vi.stubEnv('LAB_CLANG', clang);
      await expectTheSame({ 'program.bpf.c': MANY_KINDS });
    });
  });
});

describe('stripping', () => {
  it('keeps BTF, and what the loader needs; stripped once, an object stays as it is', async () => {
    const object = await compiled({ 'program.bpf.c': MANY_KINDS }, 'amd64', true);
    const names = (bytes: Uint8Array) => (readObject(bytes)?.sections ?? []).map(({ name }) => name);
    const stripped = stripDebug(object);
    expect(names(object)).toContain('.debug_info');
    expect(names(stripped)).toEqual(names(object).filter((name) => !/^(\.rel)?\.debug/.test(name)));
    expect(names(stripped)).toEqual(expect.arrayContaining(['.BTF', '.BTF.ext', '.rel.BTF', '.maps']));
    expect(Buffer.from(stripDebug(stripped)).equals(stripped)).toBe(true);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('\x7fELF and then words')],
    ['a header alone', Buffer.concat([Buffer.from('7f454c460201', 'hex'), Buffer.alloc(58)])],
  ])('leaves %s as it is', (_, bytes) => {
    expect(stripDebug(bytes)).toBe(bytes);
  });

  it('leaves what is cut off as it is', async () => {
    const object = await compiled({ 'program.bpf.c': GADGET }, 'amd64', true);
    const cut = object.subarray(0, object.length - 100);
    expect(stripDebug(cut)).toBe(cut);
  });
});
