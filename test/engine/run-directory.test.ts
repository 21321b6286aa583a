import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import {
  createRunDirectory,
  findOrphans,
  RUN_ROOT,
  type RunDirectory,
  removeRunDirectory,
} from '../../grader/engine/run-directory.ts';
import { describeWith, requireRoot } from '../support/requires.ts';

let made: string[] = [];

afterEach(async () => {
  for (const path of made) await rm(path, { recursive: true, force: true });
  made = [];
});

async function create(): Promise<RunDirectory> {
  const directory = await createRunDirectory('runc');
  made.push(directory.path);
  return directory;
}

/** A folder as a process that has ended left it, or a process that has this pid now. */
async function leave(pid: number, owner?: object): Promise<string> {
  const path = join(RUN_ROOT, `${pid}-00c0ffee`);
  await mkdir(path, { recursive: true });
  made.push(path);
  if (owner) await writeFile(join(path, 'owner'), JSON.stringify(owner));
  return path;
}

/** Other commands on this machine sweep as well: what is gone was an orphan. */
async function isOrphan(path: string): Promise<boolean> {
  return (await findOrphans()).some((orphan) => orphan.path === path) || !existsSync(path);
}

const ended = (): number => spawnSync('true').pid;

describeWith(requireRoot(), "a session's folder", () => {
  it("is root's alone, and no two are the same", async () => {
    const [one, other] = await Promise.all([create(), create()]);
    expect(one.path).not.toBe(other.path);
    expect((await stat(one.path)).mode & 0o777).toBe(0o700);
    await removeRunDirectory(one.path);
    expect(existsSync(one.path)).toBe(false);
  });

  it('is no orphan while its process lives', async () => {
    const { path } = await create();
    expect(await isOrphan(path)).toBe(false);
  });

  it('is an orphan when its process has ended', async () => {
    const pid = ended();
    expect(await isOrphan(await leave(pid, { pid, startTime: '1', runtime: 'runc' }))).toBe(true);
  });

  it('is an orphan when another process has got the same pid', async () => {
    const { path } = await create();
    const owner = JSON.parse(await readFile(join(path, 'owner'), 'utf8')) as { startTime: string };
    const old = { ...owner, startTime: String(Number(owner.startTime) - 1) };
    expect(await isOrphan(await leave(process.pid, old))).toBe(true);
  });

  it('without an owner is an orphan only if the process that was making it has ended', async () => {
    expect(await isOrphan(await leave(process.pid))).toBe(false);
    expect(await isOrphan(await leave(ended()))).toBe(true);
  });

  it('with a broken owner is an orphan when its process has ended', async () => {
    const path = await leave(ended());
    await writeFile(join(path, 'owner'), '{').catch(() => {});
    expect(await isOrphan(path)).toBe(true);
  });
});
