import { lstat, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabOptions, type LabResult, runLab } from '../../support/lab.ts';
import { makePlaces, type Places } from '../../support/places.ts';
import { treeHash } from '../../support/tree-hash.ts';
import { edit, type Files, loadPrograms, makeWorkspace, type Workspace } from '../../support/workspace.ts';

const programs = await loadPrograms();
const solution = await programs.solution('02');
const broken = edit(solution, ['event->flags = flags;', 'event->flags = flag;']);

let workspace: Workspace;
let places: Places;

beforeEach(async () => {
  places = await makePlaces();
});

afterEach(async () => {
  expect(await places.leftovers()).toEqual([]);
  await places.remove();
  await workspace.remove();
});

async function workspaceWith(files: Files): Promise<void> {
  workspace = await makeWorkspace(files);
}

function build(args: readonly string[] = [], options: LabOptions = {}): Promise<LabResult> {
  return runLab(['build', ...args], {
    cwd: workspace.directory,
    ...options,
    env: { ...places.env, ...options.env },
  });
}

describe('lab build', () => {
  it('says in one line what it made, and changes nothing in the folder', async () => {
    await workspaceWith({ 'program.bpf.c': solution });
    const before = await treeHash(workspace.directory);
    const { code, stdout, stderr } = await build();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^✓ program\.bpf\.c compiled .* · [\d.]+ KiB · .*sys_enter_openat[^\n]*\n$/);
    expect(await treeHash(workspace.directory)).toBe(before);
  });

  it('says when nothing had to be compiled', async () => {
    await workspaceWith({ 'program.bpf.c': solution });
    await build();
    expect((await build()).stdout).toContain('from the cache');
  });

  it('takes another folder', async () => {
    await workspaceWith({ 'program.bpf.c': solution });
    const { code } = await build([workspace.directory], { cwd: '/' });
    expect(code).toBe(0);
  });

  it('shows what is wrong as lab check does: place, message, source line and caret', async () => {
    await workspaceWith({ 'program.bpf.c': broken });
    const { code, stdout, stderr } = await build();
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^program\.bpf\.c:\d+:\d+: error: use of undeclared identifier 'flag'/);
    expect(stdout).toMatch(/^ +\d+ \| .*event->flags = flag;\n +\| +\^$/m);
    expect(stdout).toMatch(/✗ does not compile\n$/);
  });

  it('shows warnings of what compiles, too', async () => {
    await workspaceWith({
      'program.bpf.c': edit(solution, ['event->flags = flags;', 'event->flags = flags;;int x;']),
    });
    const { code, stdout } = await build();
    expect(code).toBe(0);
    expect(stdout).toMatch(/warning: .*✓ program\.bpf\.c compiled/s);
  });

  it('builds the module that build.yaml names', async () => {
    await workspaceWith(await programs.solutionFiles('04'));
    const { code, stdout } = await build();
    expect(code).toBe(0);
    expect(stdout).toMatch(/module go\/main\.go [\d.]+ MiB/);
  });

  it('shows what is wrong with the module', async () => {
    const files = await programs.solutionFiles('04');
    await workspaceWith({ ...files, 'go/main.go': `${files['go/main.go']}\nfunc broken() { return 1 }\n` });
    const { code, stdout } = await build();
    expect(code).toBe(1);
    expect(stdout).toMatch(/go\/main\.go:\d+:\d+: error: /);
  });

  it('cannot build a folder without a program', async () => {
    await workspaceWith({});
    const { code, stdout, stderr } = await build();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('no program.bpf.c');
  });

  it('says what the machine lacks', async () => {
    await workspaceWith({ 'program.bpf.c': solution });
    const { code, stderr } = await build([], { env: { LAB_CLANG: '/nonexistent' } });
    expect(code).toBe(3);
    expect(stderr).toContain('LAB_CLANG');
  });
});

describe('lab build --json', () => {
  it.each([
    ['a program that compiles', solution, 0, /^(ok|cached)$/, [], []],
    [
      'one that does not',
      broken,
      1,
      /^failed$/,
      expect.arrayContaining([expect.objectContaining({ file: 'program.bpf.c', severity: 'error' })]),
      [expect.objectContaining({ id: 'undeclared-name', file: 'program.bpf.c' })],
    ],
  ])('prints one document for %s', async (_what, program, expected, status, diagnostics, diagnoses) => {
    await workspaceWith({ 'program.bpf.c': program });
    const { code, stdout, stderr } = await build(['--json']);
    expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      tool: { name: 'gadget-lab', version: expect.any(String) },
      status: expect.stringMatching(status),
      diagnostics,
      diagnoses,
    });
  });

  it('prints one document where the machine cannot compile', async () => {
    await workspaceWith({ 'program.bpf.c': solution });
    const { code, stdout, stderr } = await build(['--json'], { env: { LAB_CLANG: '/nonexistent' } });
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'error',
      diagnostics: [],
      error: { code: 'no-clang' },
    });
  });
});

describe('lab build -o', () => {
  const at = (name: string): string => join(workspace.directory, name);

  it('writes the object, over an earlier one too, and leaves nothing else', async () => {
    await workspaceWith({ 'program.bpf.c': solution });
    await build(['-o', 'a b.o']);
    const { code, stdout } = await build(['-o', 'a b.o']);
    expect(code).toBe(0);
    expect(stdout).toContain('written to a b.o');
    expect((await readFile(at('a b.o'))).subarray(0, 4).toString('latin1')).toBe('\x7fELF');
    expect((await readdir(workspace.directory)).toSorted()).toEqual(['a b.o', 'program.bpf.c']);
  });

  it('writes nothing where the program does not compile', async () => {
    await workspaceWith({ 'program.bpf.c': broken });
    expect((await build(['-o', 'program.o'])).code).toBe(1);
    expect(await readdir(workspace.directory)).toEqual(['program.bpf.c']);
  });

  it.each(['program.bpf.c', 'link.o', 'notes', 'new.bpf.c', 'folder', '/dev/null', 'missing/program.o'])(
    'does not overwrite sources or write where it should not: %s',
    async (file) => {
      await workspaceWith({ 'program.bpf.c': solution, notes: 'mine', 'folder/kept': '' });
      await symlink('program.bpf.c', at('link.o'));
      const before = await treeHash(workspace.directory);
      const { code, stderr } = await build(['-o', file]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/it was left as it is.*mend:/s);
      expect(await treeHash(workspace.directory)).toBe(before);
      expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
    },
  );

  it('replaces what a link leads to, not the link', async () => {
    await workspaceWith({ 'program.bpf.c': solution, 'real.o': '' });
    await symlink('real.o', at('link.o'));
    await build(['-o', 'link.o']);
    expect((await lstat(at('link.o'))).isSymbolicLink()).toBe(true);
    expect((await lstat(at('real.o'))).size).toBeGreaterThan(1000);
  });
});
