import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { buildGadget } from '../../grader/build/index.ts';
import { artifactOf, isInstalled, SMALL, sandbox, useClang, write } from './support.ts';

const { cache, workspace } = sandbox();
const setClang = useClang();
const objects = join(cache, 'gadget-lab/objects');

const WITH_HEADER = { 'program.bpf.c': '#include "my.h"\nint x = VALUE;\n', 'my.h': '#define VALUE 1\n' };

/** A header that changed in the moment before the compile could not be told from one that changed during it. */
const settle = () => sleep(50);

beforeEach(() => rmSync(objects, { recursive: true, force: true }));

test('an unchanged program comes from the cache with the same object and key', async () => {
  const directory = workspace({ 'program.bpf.c': SMALL });
  const built = await buildGadget({ directory });
  const cached = await buildGadget({ directory });
  expect([built.status, cached.status]).toEqual(['ok', 'cached']);
  expect(Buffer.from(artifactOf(cached).object).equals(artifactOf(built).object)).toBe(true);
  expect(artifactOf(cached).key).toBe(artifactOf(built).key);
});

test('warnings come back with the object', async () => {
  const directory = workspace({ 'program.bpf.c': 'static int unused(void) { return 1; }\n' });
  const built = await buildGadget({ directory });
  const cached = await buildGadget({ directory });
  expect(cached.status).toBe('cached');
  expect(cached.diagnostics).toHaveLength(1);
  expect(cached.diagnostics).toEqual(built.diagnostics);
});

test('the same program in another folder is known', async () => {
  await buildGadget({ directory: workspace({ 'program.bpf.c': SMALL }) });
  const again = await buildGadget({ directory: workspace({ 'program.bpf.c': SMALL }, 'other') });
  expect(again.status).toBe('cached');
});

test('a program that failed is compiled again', async () => {
  const directory = workspace({ 'program.bpf.c': 'int x = y;\n' });
  await buildGadget({ directory });
  expect((await buildGadget({ directory })).status).toBe('failed');
});

test('useCache: false neither reads nor writes', async () => {
  const directory = workspace({ 'program.bpf.c': SMALL });
  await buildGadget({ directory, useCache: false });
  expect((await buildGadget({ directory })).status).toBe('ok');
  expect((await buildGadget({ directory, useCache: false })).status).toBe('ok');
});

describe('is missed', () => {
  test('after an edit of the source, even with its time of change put back', async () => {
    const directory = workspace({ 'program.bpf.c': SMALL });
    const before = await buildGadget({ directory });
    writeFileSync(join(directory, 'program.bpf.c'), SMALL.replace('42', '43'));
    utimesSync(join(directory, 'program.bpf.c'), 1, 1);
    const after = await buildGadget({ directory });
    expect(after.status).toBe('ok');
    expect(artifactOf(after).key).not.toBe(artifactOf(before).key);
  });

  test('after an edit of an own header, even of the same length and time', async () => {
    const directory = workspace(WITH_HEADER);
    utimesSync(join(directory, 'my.h'), 1, 1);
    await settle();
    const before = await buildGadget({ directory });
    expect((await buildGadget({ directory })).status).toBe('cached');
    write(directory, 'my.h', '#define VALUE 2\n');
    utimesSync(join(directory, 'my.h'), 1, 1);
    const after = await buildGadget({ directory });
    expect(after.status).toBe('ok');
    expect(artifactOf(after).key).not.toBe(artifactOf(before).key);
  });

  test('when an own header is gone', async () => {
    const directory = workspace(WITH_HEADER);
    await settle();
    await buildGadget({ directory });
    rmSync(join(directory, 'my.h'));
    expect((await buildGadget({ directory })).status).toBe('failed');
  });

  test('when a new file in the workspace takes the place of a system header', async () => {
    const program = '#include <vmlinux.h>\n#include "bpf/bpf_helpers.h"\n#ifdef MINE\nint mine;\n#endif\n';
    const directory = workspace({ 'program.bpf.c': program });
    const before = await buildGadget({ directory });
    expect((await buildGadget({ directory })).status).toBe('cached');
    write(directory, 'bpf/bpf_helpers.h', '#define MINE\n');
    const after = await buildGadget({ directory });
    expect(after.status).toBe('ok');
    expect(artifactOf(after).key).not.toBe(artifactOf(before).key);
  });

  test('by a program that asks whether a file exists', async () => {
    const directory = workspace({ 'program.bpf.c': '#if __has_include("my.h")\nint yes;\n#endif\nint x;\n' });
    const before = artifactOf(await buildGadget({ directory }));
    write(directory, 'my.h', '');
    const after = artifactOf(await buildGadget({ directory }));
    expect(Buffer.from(after.object).equals(before.object)).toBe(false);
  });

  test.skipIf(!isInstalled('clang-14'))('with another compiler', async () => {
    const directory = workspace({ 'program.bpf.c': SMALL });
    setClang('clang-19');
    await buildGadget({ directory });
    setClang('clang-14');
    expect((await buildGadget({ directory })).status).toBe('ok');
  });

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    ['empty', () => Buffer.alloc(0)],
    ['changed in one byte', (bytes: Buffer) => bytes.fill(bytes.at(-1) === 1 ? 2 : 1, bytes.length - 1)],
  ])('where the entry is %s', async (_, damage) => {
    const directory = workspace({ 'program.bpf.c': SMALL });
    const built = await buildGadget({ directory });
    const [entry = ''] = readdirSync(objects);
    writeFileSync(join(objects, entry), damage(readFileSync(join(objects, entry))));
    const again = await buildGadget({ directory });
    expect(again.status).toBe('ok');
    expect(artifactOf(again).key).toBe(artifactOf(built).key);
  });
});

test('no more than 200 entries are kept, the last used ones', async () => {
  const directory = workspace({ 'program.bpf.c': SMALL });
  await buildGadget({ directory });
  for (let index = 0; index < 250; index += 1) {
    const path = join(objects, `old-${index}`);
    writeFileSync(path, 'x');
    utimesSync(path, 1000 + index, 1000 + index);
  }
  const other = workspace({ 'program.bpf.c': `${SMALL}int other;\n` });
  await buildGadget({ directory: other });
  const kept = readdirSync(objects);
  expect(kept).toHaveLength(200);
  expect(kept).not.toContain('old-0');
  expect((await buildGadget({ directory })).status).toBe('cached');
  expect((await buildGadget({ directory: other })).status).toBe('cached');
});

test('a cache that cannot be written costs no result', async () => {
  const saved = process.env.XDG_CACHE_HOME;
  try {
    process.env.XDG_CACHE_HOME = '/dev/null';
    const program = '#include <vmlinux.h>\nint x;\n';
    const result = await buildGadget({ directory: workspace({ 'program.bpf.c': program }) });
    expect(result).toMatchObject({ status: 'ok', diagnostics: [] });
  } finally {
    process.env.XDG_CACHE_HOME = saved;
  }
});

test('two builds of one program at the same time both succeed', async () => {
  const directory = workspace({ 'program.bpf.c': SMALL });
  const results = await Promise.all([buildGadget({ directory }), buildGadget({ directory })]);
  const [one, other] = results.map((result) => artifactOf(result).key);
  expect(one).toBe(other);
  expect((await buildGadget({ directory })).status).toBe('cached');
});
