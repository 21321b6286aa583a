import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeTemp, sweepTemp } from '../../grader/build/index.ts';
import { sandbox } from './support.ts';

const { root, temp } = sandbox();
let count = 0;

/** A folder as {@link makeTemp} makes it, of any owner. */
function folderOf(pid: number, owner?: string): string {
  count += 1;
  const path = join(temp, `gadget-lab-${pid}-${String(count).padStart(12, '0')}`);
  mkdirSync(path);
  writeFileSync(join(path, 'program.o'), 'x');
  if (owner !== undefined) writeFileSync(join(path, 'owner'), owner);
  return path;
}

/** The pid of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid ?? 0;
}

test('a temp folder is private, says whose it is, and goes', async () => {
  const folder = await makeTemp();
  expect(statSync(folder.path).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(folder.path, 'owner'), 'utf8')).toMatch(new RegExp(`^${process.pid} \\d+ `));
  await folder.remove();
  expect(existsSync(folder.path)).toBe(false);
});

describe('sweepTemp', () => {
  test('keeps the folder of a living owner', async () => {
    const folder = await makeTemp();
    await sweepTemp();
    expect(existsSync(folder.path)).toBe(true);
    await folder.remove();
  });

  test('removes the folder of an owner that is dead, with or without its file', async () => {
    const pid = await deadPid();
    const folders = [folderOf(pid, `${pid} 4711\n`), folderOf(pid)];
    await sweepTemp();
    expect(folders.filter((path) => existsSync(path))).toEqual([]);
  });

  test('removes the folder of an owner whose pid belongs to another process by now', async () => {
    const path = folderOf(process.pid, `${process.pid} 1\n`);
    await sweepTemp();
    expect(existsSync(path)).toBe(false);
  });

  test('keeps the folder of an owner in another pid namespace, whom it cannot see', async () => {
    const pid = await deadPid();
    const path = folderOf(pid, `${pid} 4711 pid:[1]\n`);
    await sweepTemp();
    expect(existsSync(path)).toBe(true);
  });

  test('touches nothing else', async () => {
    const pid = await deadPid();
    const target = join(root, 'precious');
    mkdirSync(target);
    writeFileSync(join(target, 'file'), 'x');
    symlinkSync(target, join(temp, `gadget-lab-${pid}-aaaaaaaaaaaa`));
    mkdirSync(join(temp, `gadget-lab-${pid}`));
    mkdirSync(join(temp, 'gadget-lab-notes'));
    const before = readdirSync(temp);
    await sweepTemp();
    expect(readdirSync(temp)).toEqual(before);
    expect(existsSync(join(target, 'file'))).toBe(true);
  });
});
