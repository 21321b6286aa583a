import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitOf } from '../../../lab/doctor/commit.ts';
import { labVersion } from '../../../lab/version.ts';
import { runLab } from '../../support/lab.ts';
import { makePlaces, type Places, pathWith } from '../../support/places.ts';

const HASH = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3';
const OTHER = 'de9f2c7fd25e1b3afad3e85a0bd17d9b100db4b3';

describe('lab version', () => {
  let places: Places;

  beforeEach(async () => {
    places = await makePlaces();
  });

  afterEach(() => places.remove());

  it('prints name and version, and nothing else', async () => {
    const { code, stdout, stderr } = await runLab(['version']);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `gadget-lab ${labVersion()}\n`, stderr: '' });
  });

  it('--verbose tells what a bug report needs', async () => {
    const { code, stdout, stderr } = await runLab(['version', '--verbose'], { env: places.env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe(`gadget-lab ${labVersion()}`);
    expect(lines.slice(1).map((line) => line.split(/ {2,}/)[0])).toEqual([
      ...['commit', 'node', 'os', 'kernel', 'arch', 'clang', 'libbpf', 'go', 'ig-headers'],
      ...['runc', 'docker', 'podman', 'skopeo', 'registry', 'qemu', 'git', 'terminal', 'locale'],
    ]);
    expect(stdout).toMatch(/^node +\d+\.\d+\.\d+$/m);
    expect(stdout).toMatch(/^commit +([0-9a-f]{40}|unknown)$/m);
  });

  it('--verbose says it of a machine that has nothing, too', async () => {
    const PATH = await pathWith(places.folder);
    const { code, stdout } = await runLab(['version', '--verbose'], { env: { ...places.env, PATH } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^clang +not there$/m);
    expect(stdout).toMatch(/^git +not there$/m);
  });

  it('--verbose names neither user, machine nor home folder', async () => {
    const HOME = join(places.folder, 'jane-doe');
    await mkdir(HOME);
    const secrets = {
      USER: 'jane-doe',
      LOGNAME: 'jane-doe',
      HOME,
      DOCKER_HOST: 'tcp://host-of-jane.example:1',
    };
    const { stdout } = await runLab(['version', '--verbose'], {
      env: { ...places.env, ...secrets, LANG: `${HOME}/locale`, LC_ALL: '', LC_CTYPE: '' },
    });
    expect(stdout).not.toContain('jane');
    expect(stdout).toMatch(/^locale +~\/locale$/m);
    // A short name may well be part of another word.
    expect(stdout.split(/[\s/@:]+/)).not.toContain(hostname());
  });

  it('--help has examples', async () => {
    expect((await runLab(['version', '--help'])).stdout).toContain('Examples:');
  });
});

describe('the commit of a clone', () => {
  let clone: string;

  beforeEach(async () => {
    clone = await mkdtemp(join(tmpdir(), 'lab-clone-'));
  });

  afterEach(() => rm(clone, { recursive: true }));

  async function plant(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(clone, path, '..'), { recursive: true });
      await writeFile(join(clone, path), `${content}\n`);
    }
  }

  const PACKED = `# pack-refs with: peeled fully-peeled sorted\n${OTHER} refs/heads/a/main\n${HASH} refs/heads/main`;

  it.each([
    ['a branch', { '.git/HEAD': 'ref: refs/heads/main', '.git/refs/heads/main': HASH }],
    ['a detached head', { '.git/HEAD': HASH }],
    ['packed branches', { '.git/HEAD': 'ref: refs/heads/main', '.git/packed-refs': PACKED }],
    [
      'a branch that moved on since it was packed',
      {
        '.git/HEAD': 'ref: refs/heads/main',
        '.git/packed-refs': `${OTHER} refs/heads/main`,
        '.git/refs/heads/main': HASH,
      },
    ],
    [
      'a worktree',
      {
        '.git': 'gitdir: store/worktrees/one',
        'store/worktrees/one/HEAD': 'ref: refs/heads/main',
        'store/worktrees/one/commondir': '../..',
        'store/refs/heads/main': HASH,
      },
    ],
  ])('is read from %s', async (_what, files) => {
    await plant(files);
    expect(await commitOf(clone)).toBe(HASH);
  });

  it.each([
    ['outside of a clone', {}],
    ['in a clone without a commit', { '.git/HEAD': 'ref: refs/heads/main' }],
    [
      'where the files are damaged',
      { '.git/HEAD': 'ref: refs/heads/main', '.git/refs/heads/main': 'garbage' },
    ],
  ])('is unknown %s', async (_what, files) => {
    await plant(files);
    expect(await commitOf(clone)).toBeUndefined();
  });

  it('is the one that git itself tells', async () => {
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-C', clone, '-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], {
        encoding: 'utf8',
      });
    git('init', '--quiet');
    git('commit', '--quiet', '--allow-empty', '--message=x');
    expect(await commitOf(clone)).toBe(git('rev-parse', 'HEAD').trim());
    git('pack-refs', '--all');
    expect(await commitOf(clone)).toBe(git('rev-parse', 'HEAD').trim());
  });
});
