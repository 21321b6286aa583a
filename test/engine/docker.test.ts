import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { podman } from '../../grader/engine/container/docker.ts';
import type { Verdict } from '../../grader/model/verdict.ts';
import { type Docker, docker, startDocker } from '../support/docker.ts';
import { runLab, startLab } from '../support/lab.ts';
import { describeWith, requireDocker } from '../support/requires.ts';
import { loadPrograms, makeWorkspace } from '../support/workspace.ts';

describeWith(requireDocker(), "with docker's containers", () => {
  let engine: Docker;
  let env: Record<string, string>;

  beforeAll(async () => {
    engine = await startDocker();
    env = { DOCKER_HOST: engine.host };
  }, 120_000);

  afterAll(() => engine?.stop(), 60_000);

  const left = async (): Promise<string> => docker(engine.host, 'ps', '--all', '--quiet');

  it('the solutions pass, and no container is left', { timeout: 120_000 }, async () => {
    const { code, stdout } = await runLab(
      ['check', '--all', '--solution', '--container', 'docker', '--json'],
      { env },
    );
    const verdict = JSON.parse(stdout) as Verdict;
    expect(verdict).toMatchObject({ status: 'passed', container: 'docker' });
    expect(code).toBe(0);
    expect(await left()).toBe('');
  });

  it('an interrupted check leaves no container', async () => {
    const lab = startLab(['check', '02', '--solution', '--container', 'docker'], { env });
    await expect.poll(left, { timeout: 20_000, interval: 20 }).not.toBe('');
    lab.child.kill('SIGTERM');
    const { code } = await lab.ended;
    expect(code).toBe(130);
    expect(await left()).toBe('');
  });

  it('a check that was killed with its engine is cleaned up after by the next one', {
    timeout: 120_000,
  }, async () => {
    const lab = startLab(['check', '02', '--solution', '--container', 'docker'], { env, group: true });
    await expect.poll(left, { timeout: 20_000, interval: 20 }).not.toBe('');
    process.kill(-(lab.child.pid ?? 0), 'SIGKILL');
    await lab.ended;
    const { code } = await runLab(['check', '02', '--solution'], { env });
    expect(code).toBe(0);
    await expect.poll(left, { timeout: 20_000 }).toBe('');
  });

  it('lab run names container and image', async () => {
    const programs = await loadPrograms();
    const workspace = await makeWorkspace({ 'program.bpf.c': await programs.solution('02') });
    await docker(
      engine.host,
      'run',
      '--detach',
      '--network',
      'none',
      '--name',
      'curie',
      'busybox',
      'sleep',
      '600',
    );
    const lab = startLab(['run', workspace.directory, '-o', 'json', '-c', 'curie'], { env });
    const openAndLook = async (): Promise<string> => {
      await docker(engine.host, 'exec', 'curie', 'sh', '-c', 'echo foo > bar');
      return lab.stdout();
    };
    await expect.poll(openAndLook, { timeout: 20_000, interval: 100 }).toContain('"filename":"bar"');
    lab.child.kill('SIGINT');
    const { stdout } = await lab.ended;
    await docker(engine.host, 'rm', '--force', 'curie');
    await workspace.remove();
    const event = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(event).toMatchObject({
      filename: 'bar',
      flags: 577,
      proc: { comm: 'sh' },
      runtime: { containerName: 'curie', containerImageName: 'busybox', runtimeName: 'docker' },
    });
    expect(event.runtime.containerId).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('podman', () => {
  it('makes the containers, or it is said why it cannot', async () => {
    const reason = await podman.unavailable();
    const { code, stdout } = await runLab(['check', '02', '--solution', '--container', 'podman']);
    if (reason === undefined) expect(code).toBe(0);
    else
      expect({ code, said: stdout.replaceAll(/\s+/g, ' ').includes(reason) }).toEqual({
        code: 3,
        said: true,
      });
  });
});
