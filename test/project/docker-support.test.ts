import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Docker, docker, startDocker } from '../support/docker.ts';
import { describeWith, requireDocker } from '../support/requires.ts';

describeWith(requireDocker(), "the tests' own Docker engine", () => {
  let engine: Docker;
  beforeAll(async () => {
    engine = await startDocker();
  });
  afterAll(() => engine.stop());

  test('runs a container from its offline busybox image', async () => {
    const output = await docker(
      engine.host,
      'run',
      '--rm',
      '--network=none',
      'busybox',
      'sh',
      '-c',
      'echo $((6 * 7))',
    );
    expect(output).toBe('42\n');
  });

  test('leaves nothing behind, even with a container still running', async () => {
    const second = await startDocker();
    const folder = second.host.replace(/^unix:\/\/(.*)\/docker.sock$/, '$1');
    await docker(second.host, 'run', '--detach', '--network=none', 'busybox', 'sleep', '1000');

    await second.stop();

    expect(existsSync(folder)).toBe(false);
    expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(folder);
    expect(await processesNaming(folder)).toEqual([]);
  });
});

/** Command lines of all processes that mention the folder. */
async function processesNaming(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes(folder));
}
