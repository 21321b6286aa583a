import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import {
  registryPlaces,
  registryStatus,
  startRegistry,
  stopRegistry,
} from '../../grader/image/registry/index.ts';
import { describeWith, requirePrograms } from '../support/requires.ts';
import { refusal } from './gadgets.ts';
import { sandbox } from './sandbox.ts';

const places = sandbox();

afterEach(async () => {
  await stopRegistry();
  rmSync(join(places.folder, 'state'), { recursive: true, force: true });
});
afterAll(async () => void (await stopRegistry()));

/** Another command, which starts the registry and ends. */
async function startElsewhere(): Promise<string> {
  const program = `
    const { startRegistry } = await import(${JSON.stringify(join(import.meta.dirname, '../../grader/image/registry/index.ts'))});
    process.stdout.write((await startRegistry()).registry.address);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  expect(await once(child, 'close')).toEqual([0, null]);
  return output;
}

async function answer(address: string): Promise<number> {
  return (await fetch(`http://${address}/v2/`)).status;
}

/** A program that listens where nobody else can then. */
async function occupy(): Promise<{ readonly port: number; readonly free: () => void }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, free: () => void server.close() };
}

describeWith(requirePrograms('docker-registry'), 'the local registry', () => {
  test('is not running before it is started, and makes nothing by being asked', async () => {
    expect(await registryStatus()).toEqual({ running: false, data: registryPlaces().data });
    expect(await stopRegistry()).toBe(false);
    expect(existsSync(registryPlaces().data)).toBe(false);
  });

  test('answers on loopback once it is started, and says where', async () => {
    const { registry, fresh } = await startRegistry();
    expect(fresh).toBe(true);
    expect(registry.address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(await answer(registry.address)).toBe(200);
    expect(await registryStatus()).toEqual(registry);
    expect(readFileSync(registryPlaces().config, 'utf8')).toContain(`addr: ${registry.address}`);
  });

  test('started twice is the same one', async () => {
    const [first, second] = await Promise.all([startRegistry(), startRegistry()]);
    expect(first.registry).toEqual(second.registry);
    expect([first.fresh, second.fresh].toSorted()).toEqual([false, true]);
  });

  test('outlives the command that started it, and is found by others', async () => {
    const address = await startElsewhere();
    expect(await registryStatus()).toMatchObject({ running: true, answers: true, address });
    expect((await startRegistry()).registry.address).toBe(address);
    expect(await answer(address)).toBe(200);
  });

  test('stops, and comes back where it was', async () => {
    const { registry } = await startRegistry();
    expect(await stopRegistry()).toBe(true);
    await expect(answer(registry.address)).rejects.toThrow();
    expect(await registryStatus()).toMatchObject({ running: false });
    expect((await startRegistry()).registry.address).toBe(registry.address);
  });

  test('that died is not running, and is started anew', async () => {
    const { registry } = await startRegistry();
    if (registry.runner.kind !== 'program') throw new Error('it runs under docker');
    process.kill(registry.runner.pid, 'SIGKILL');
    while ((await registryStatus()).running);
    expect((await startRegistry()).fresh).toBe(true);
  });

  test('takes the port that it is told, or says who has it', async () => {
    const taken = await occupy();
    const error = await refusal(startRegistry({ port: taken.port }));
    expect(error).toMatchObject({ kind: 'request', code: 'port-taken' });
    expect(error.message).toContain(`127.0.0.1:${taken.port}`);
    expect(await registryStatus()).toMatchObject({ running: false });
    taken.free();
    const { registry } = await startRegistry({ port: taken.port });
    expect(registry.address).toBe(`127.0.0.1:${taken.port}`);
    expect(await refusal(startRegistry({ port: taken.port + 1 }))).toMatchObject({
      code: 'registry-elsewhere',
      message: expect.stringContaining(registry.address),
    });
  });

  test('does not follow the environment into another configuration', async () => {
    process.env.REGISTRY_HTTP_ADDR = '0.0.0.0:1';
    try {
      expect(await answer((await startRegistry()).registry.address)).toBe(200);
    } finally {
      delete process.env.REGISTRY_HTTP_ADDR;
    }
  });
});
