import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { executables } from '../../grader/build/executables.ts';
import { findCompiler, findHeaders } from '../../grader/build/index.ts';
import { projectRoot } from '../../grader/model/project.ts';
import { sandbox, useClang, write } from './support.ts';

const { root } = sandbox();
const setClang = useClang();
const saved = { ...process.env };

afterEach(() => {
  for (const name of ['PATH', 'GOMODCACHE', 'GOPATH', 'GOFLAGS', 'HOME']) {
    if (saved[name] === undefined) delete process.env[name];
    else process.env[name] = saved[name];
  }
});

/** A program in a folder of its own. */
function script(folder: string, name: string, text: string): string {
  write(join(root, folder), name, `#!/bin/sh\n${text}\n`);
  chmodSync(join(root, folder, name), 0o755);
  return join(root, folder, name);
}

describe('the compiler', () => {
  test('is a clang of at least version 14', async () => {
    delete process.env.LAB_CLANG;
    const compiler = await findCompiler();
    expect(compiler.major).toBeGreaterThanOrEqual(14);
    expect(compiler.version).toContain(`clang version ${compiler.major}.`);
    expect(existsSync(compiler.path)).toBe(true);
  });

  test('is what LAB_CLANG says, by path or by name', async () => {
    const [path = ''] = await executables('clang-19');
    setClang(path);
    expect((await findCompiler()).path).toBe(path);
    setClang('clang-19');
    expect((await findCompiler()).path).toBe(path);
  });

  test.each([
    ['is missing', 'clang-nope'],
    ['is no clang', '/bin/true'],
    ['cannot be executed', '/etc/passwd'],
    ['is a folder', '/usr'],
  ])('is not found where LAB_CLANG %s, and the message names it', async (_, name) => {
    setClang(name);
    await expect(findCompiler()).rejects.toMatchObject({
      kind: 'machine',
      code: 'no-clang',
      message: expect.stringContaining(name),
    });
  });

  test('may not be older than 14, nor lack the bpf target', async () => {
    const old = script('old', 'clang', 'echo "Debian clang version 13.0.1"');
    const limited = script('limited', 'clang', 'test "$1" = --version && echo "clang version 18.1.8"');
    for (const path of [old, limited]) {
      setClang(path);
      await expect(findCompiler()).rejects.toMatchObject({ code: 'no-clang' });
    }
  });

  test('is missing on a PATH without any, and the hint names the command', async () => {
    delete process.env.LAB_CLANG;
    process.env.PATH = root;
    await expect(findCompiler()).rejects.toMatchObject({
      kind: 'machine',
      code: 'no-clang',
      hint: expect.stringMatching(/apt-get install clang-19.*npm run setup/),
    });
  });

  test('19 comes before newer ones, newer before older ones, a number before none', async () => {
    delete process.env.LAB_CLANG;
    const [real = ''] = await executables('clang-19');
    const names = ['clang', 'clang-15', 'clang-18', 'clang-21', 'clang-20', 'clang-19'];
    for (const [index, name] of names.entries()) {
      const folder = join(root, 'order');
      if (index === 0) write(folder, 'readme', '');
      symlinkSync(real, join(folder, name));
      process.env.PATH = folder;
      expect((await findCompiler()).path).toBe(join(folder, name));
    }
  });

  test('is not started again once it is known', async () => {
    const [real = ''] = await executables('clang-19');
    const log = join(root, 'starts');
    const path = script('counted', 'clang', `echo start >> '${log}'\nexec '${real}' "$@"`);
    setClang(path);
    const first = await findCompiler();
    const starts = readFileSync(log, 'utf8');
    expect(await findCompiler()).toEqual(first);
    expect(readFileSync(log, 'utf8')).toBe(starts);
  });
});

describe('the headers', () => {
  test('are the pinned ones', async () => {
    const headers = await findHeaders();
    const pin = readFileSync(join(projectRoot, 'bpf/go.mod'), 'utf8');
    expect(pin).toContain(headers.version.replace('@', ' '));
    for (const file of ['macros.h', 'amd64/vmlinux.h', 'arm64/vmlinux.h']) {
      expect(existsSync(join(headers.gadget, 'gadget', file))).toBe(true);
    }
    expect(existsSync(join(headers.libbpf, 'bpf/bpf_helpers.h'))).toBe(true);
  });

  test('are asked of Go, once, where they are not in the usual place', async () => {
    const { gadget } = await findHeaders();
    const moduleCache = gadget.slice(0, gadget.indexOf('/github.com/'));
    delete process.env.GOMODCACHE;
    delete process.env.GOPATH;
    process.env.HOME = join(root, 'home');
    write(process.env.HOME, '.config/go/env', `GOMODCACHE=${moduleCache}\n`);
    // Set-up finds Go's cache by HOME, too; its settings are below the user's configuration.
    expect((await findHeaders()).gadget).toBe(gadget);
    process.env.PATH = root;
    expect((await findHeaders()).gadget).toBe(gadget);
  });

  test('are missing where Go has not downloaded them, and nothing is downloaded', async () => {
    process.env.GOMODCACHE = join(root, 'empty');
    write(join(root, 'home2'), 'readme', '');
    process.env.XDG_CACHE_HOME = join(root, 'home2');
    try {
      await expect(findHeaders()).rejects.toMatchObject({
        kind: 'machine',
        code: 'no-headers',
        hint: expect.stringContaining('npm run setup'),
      });
      expect(existsSync(join(root, 'empty/github.com'))).toBe(false);
    } finally {
      process.env.XDG_CACHE_HOME = join(root, 'cache');
    }
  });
});
