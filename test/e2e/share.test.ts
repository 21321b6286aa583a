import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { stepSolutionDirectory } from '../../grader/course/load.ts';
import { buildImage } from '../../grader/image/build-image.ts';
import { parseImageName } from '../../grader/image/name.ts';
import { type PrivateRegistry, startPrivateRegistry } from '../../grader/image/registry/private.ts';
import { exportImages, openStore } from '../../grader/image/store/index.ts';
import { pushImage } from '../../grader/image/transfer/push.ts';
import { openSolution } from '../../grader/solution.ts';
import { checkFiles, summary } from '../support/check.ts';
import { describeWith, requireBpf, requirePrograms } from '../support/requires.ts';
import { type Files, loadPrograms, makeWorkspace } from '../support/workspace.ts';

const programs = await loadPrograms();
const solution = await programs.solution('02');
const ALL = ['build', 'name', 'push', 'run'];
const OTHER_DIGEST = `sha256:${'ab'.repeat(32)}`;

let folder: string;
let registry: PrivateRegistry;
let image: string;
let images = 0;

interface Shared {
  readonly digest: string;
  readonly manifest: string;
}

/** Builds a program into an image in the store and, unless told otherwise, pushes it. */
async function share(program: string, { push = true } = {}): Promise<Shared> {
  const workspace = await makeWorkspace({ 'program.bpf.c': program });
  const built = await buildImage({ directory: workspace.directory }).finally(workspace.remove);
  if (built.status === 'failed') throw new Error(JSON.stringify(built.diagnostics));
  const name = parseImageName(image);
  await openStore().add(built.image, name);
  if (push) await pushImage({ image: built.image, name });
  const { index, manifests } = built.image;
  return { digest: index.digest, manifest: manifests[0]?.digest ?? '' };
}

const shareFile = (digest: string, name = image): Files => ({
  'program.bpf.c': solution,
  'share.yaml': `image: ${name}\ndigest: ${digest}\n`,
});

async function check(files: Files) {
  const { verdict } = await checkFiles(programs, '03', files);
  return { ...summary(verdict), causes: verdict.diagnoses.map(({ id }) => id), error: verdict.error?.code };
}

describeWith(requireBpf() ?? requirePrograms('skopeo', 'docker-registry'), 'in step 03', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-share-e2e-'));
    await mkdir(join(folder, 'registry'));
    registry = await startPrivateRegistry(join(folder, 'registry'));
  });

  afterAll(async () => {
    await registry.stop();
    await rm(folder, { recursive: true });
  });

  beforeEach(() => {
    images += 1;
    image = `${registry.address}/gadget-${images}`;
    vi.stubEnv('LAB_STORE', join(folder, `store-${images}`));
  });

  afterEach(() => vi.unstubAllEnvs());

  it("the solution's commands, typed as they are, lead to an image that passes", async () => {
    const signal = new AbortController().signal;
    const written: string[] = [];
    const onOutput = (text: string) => written.push(text);
    const workspace = await openSolution(programs.course, programs.step('03'), { signal, onOutput });
    const directory = join(folder, 'solved');
    try {
      await cp(workspace.directory, directory, { recursive: true });
      const files = {
        'share.yaml': await readFile(join(directory, 'share.yaml')),
        'program.bpf.c': solution,
      };
      expect(await check(files)).toMatchObject({ status: 'passed', passedTasks: ALL, kept: [] });
    } finally {
      await workspace.release();
    }
    expect(written.join('')).toMatch(/Successfully pushed 127\.0\.0\.1:\d+\/[0-9a-f-]{36}:latest@sha256:/);
    expect(workspace.directory).not.toBe(stepSolutionDirectory(programs.course, programs.step('03')));
  });

  it('the starting files pass nothing, and are told to name an image', async () => {
    const { status, passedTasks, causes } = await check(await programs.startFiles('03'));
    expect({ status, passedTasks, causes }).toEqual({
      status: 'failed',
      passedTasks: [],
      causes: ['no-image-name'],
    });
  });

  it('a pushed image passes, whatever the store holds by then', async () => {
    const { digest } = await share(solution);
    vi.stubEnv('LAB_STORE', join(folder, 'empty'));
    expect(await check(shareFile(digest))).toMatchObject({ status: 'passed', passedTasks: ALL });
  });

  it('a right one passes with ten seeds', { timeout: 120_000 }, async () => {
    const files = shareFile((await share(solution)).digest);
    for (let seed = 1; seed <= 10; seed++) {
      const { verdict } = await checkFiles(programs, '03', files, 7919 * seed);
      expect({ seed, ...summary(verdict) }).toMatchObject({ status: 'passed', passedTasks: ALL });
    }
  });

  it('an image that was built and not pushed passes the first two tasks', async () => {
    const { digest } = await share(solution, { push: false });
    expect(await check(shareFile(digest))).toMatchObject({
      status: 'failed',
      passedTasks: ['build', 'name'],
      failed: ['pushed'],
      causes: ['not-pushed'],
    });
  });

  it('an image that is only called `open` passes the first task, and no registry is asked', async () => {
    image = 'open';
    const { digest } = await share(solution, { push: false });
    const { passedTasks, causes } = await check(shareFile(digest));
    expect(passedTasks).toEqual(['build']);
    expect(causes).toContain('default-namespace');
  });

  it.each([
    ['of something else', () => OTHER_DIGEST],
    ['of one architecture only', ({ manifest }: Shared) => manifest],
  ])('a digest %s costs the push, and nothing else', async (_what, digestOf) => {
    const shared = await share(solution);
    expect(await check(shareFile(digestOf(shared)))).toMatchObject({
      passedTasks: ['build', 'name', 'run'],
      failed: ['digest'],
      causes: ['digest-differs'],
    });
  });

  it('a gadget that had no flags yet fails where it is run', async () => {
    const { digest } = await share(await programs.solution('01'));
    const { passedTasks, failed } = await check(shareFile(digest));
    expect(passedTasks).toEqual(['build', 'name', 'push']);
    expect(failed).toEqual(expect.arrayContaining(['openat-flags', 'open-flags']));
  });

  it('a gadget that hard-codes what it shows fails where it is run', async () => {
    const { digest } = await share(solution.replace('event->flags = flags;', 'event->flags = 577;'));
    const { passedTasks, failed } = await check(shareFile(digest));
    expect(passedTasks).toEqual(['build', 'name', 'push']);
    expect(failed).toEqual(['openat-flags', 'open-flags']);
  });

  it('a name that the registry does not have, nor the store, is no image', async () => {
    const { status, passedTasks, causes } = await check(shareFile(OTHER_DIGEST));
    expect({ status, passedTasks }).toEqual({ status: 'failed', passedTasks: ['name'] });
    expect(causes).toEqual(['no-image']);
  });

  it('a registry that is down is nobody else’s fault; the exported image stands in for it', async () => {
    image = '127.0.0.1:1/gadget';
    const { digest } = await share(solution, { push: false });
    expect(await check(shareFile(digest))).toMatchObject({ status: 'error', error: 'registry-down' });
    const archive = join(folder, 'share.oci.tar');
    await exportImages(openStore(), [{ kind: 'name', name: parseImageName(image) }], archive);
    vi.stubEnv('LAB_STORE', join(folder, 'empty'));
    const files = { ...shareFile(digest), 'share.oci.tar': await readFile(archive) };
    expect(await check(files)).toMatchObject({ status: 'passed', passedTasks: ALL });
    const damaged = { ...files, 'share.oci.tar': (await readFile(archive)).subarray(0, 100_000) };
    const { status, causes } = await check(damaged);
    expect(status).toBe('failed');
    expect(causes).toContain('not-a-gadget-image');
  });
});
