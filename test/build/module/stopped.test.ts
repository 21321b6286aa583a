import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildModule } from '../../../grader/build/index.ts';
import { snapshot } from '../support.ts';
import { goFiles, goSandbox, linesOf, program, script, useEnvironment } from './support.ts';

const { cache, root, temp, workspace } = goSandbox();
const setEnvironment = useEnvironment();
const gadget = (source = program('')) => workspace(goFiles(source));

describe('a build that is stopped', () => {
  test('before it began or in its midst is interrupted, and leaves nothing', async () => {
    const directory = gadget(program('\tapi.Info("stopped")\n'));
    const before = snapshot(directory);
    const early = AbortSignal.abort();
    await expect(buildModule({ directory, signal: early, useCache: false })).rejects.toMatchObject({
      kind: 'interrupted',
    });
    const controller = new AbortController();
    // A Go that would take for ever: it tells that it was started.
    const started = join(root, 'started');
    const slow = `test "$1" = version && exec echo "go version go1.25.1 linux/amd64"\ntouch '${started}'\nexec sleep 1000`;
    setEnvironment({ LAB_GO: script(join(root, 'slow'), 'go', slow) });
    const build = buildModule({ directory, signal: controller.signal, useCache: false });
    const rejected = expect(build).rejects.toMatchObject({ kind: 'interrupted', code: 'interrupted' });
    await expect.poll(() => existsSync(started), { timeout: 20_000 }).toBe(true);
    controller.abort();
    await rejected;
    expect(snapshot(directory)).toEqual(before);
    expect(readdirSync(temp)).toEqual([]);
  });

  test('by its time limit has failed, with one remark on the file', async () => {
    const version = `test "$1" = version && exec echo "go version go1.25.1 linux/amd64"`;
    setEnvironment({ LAB_GO: script(join(root, 'slower'), 'go', `${version}\nexec sleep 1000`) });
    const result = await buildModule({ directory: gadget(), timeoutMs: 300, useCache: false });
    expect(result).toMatchObject({ status: 'failed', timedOut: true });
    expect(linesOf(result)).toEqual([
      expect.stringMatching(/^go\/main\.go:0:0 error: Go was stopped after 0\.3 s/),
    ]);
    expect(readdirSync(temp)).toEqual([]);
  });
});

describe('a Go that gives neither a module nor a reason', () => {
  test.each([
    ['is killed', 'kill -9 $$', 'Go was ended by SIGKILL'],
    ['says nothing', 'exit 7', 'Go ended with code 7 and said nothing'],
    ['has no memory', 'echo "fatal error: out of memory" >&2; exit 2', 'Go ran out of memory (2048 MiB)'],
    ['says too much', 'yes words | head -c 3000000 >&2; exit 1', 'words; words; words'],
  ])('and %s is an error on the whole file', async (title, end, message) => {
    const version = `test "$1" = version && exec echo "go version go1.25.1 linux/amd64"`;
    setEnvironment({ LAB_GO: script(join(root, title), 'go', `${version}\n${end}`) });
    const result = await buildModule({ directory: gadget(), useCache: false });
    expect(result).toMatchObject({ status: 'failed', timedOut: false });
    expect(linesOf(result)).toEqual([expect.stringContaining(`go/main.go:0:0 error: ${message}`)]);
  });
});

test.each([
  ['a module above 32 MiB', '[80 << 20]byte{80<<20 - 1: 1}', 'the module would be larger than 32 MiB'],
  ['a variable above all measure', '[1 << 40]byte{}', 'symbol too large'],
])('%s is refused', async (_, value, message) => {
  const source = program('\tapi.Info(string(huge[len(huge)-1:]))\n', { more: `var huge = ${value}\n` });
  const result = await buildModule({ directory: gadget(source), useCache: false });
  expect(linesOf(result)).toEqual([expect.stringMatching(/^go\/main\.go:\d+:\d+ error: /)]);
  expect(result.diagnostics[0]?.message).toContain(message);
});

test('a cache that cannot be written costs no result', async () => {
  setEnvironment({ XDG_CACHE_HOME: '/dev/null' });
  expect(await buildModule({ directory: gadget() })).toMatchObject({ status: 'ok', diagnostics: [] });
  expect(existsSync(join(cache, 'go-build'))).toBe(false);
});
