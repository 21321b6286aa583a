import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endWatching, type Ig, makeIg } from '../../bench/ig.ts';
import { parseMetadata } from '../../grader/gadget/metadata/parse.ts';
import type { GadgetImage } from '../../grader/image/gadget-image.ts';
import { parseImageReference } from '../../grader/image/name.ts';
import { packImage } from '../../grader/image/pack.ts';
import { type PrivateRegistry, startPrivateRegistry } from '../../grader/image/registry/private.ts';
import { openStore } from '../../grader/image/store/index.ts';
import type { WitnessRecord } from '../../grader/model/capture.ts';
import { checkProgram } from '../support/check.ts';
import { type RunningLab, runLab, startLab } from '../support/lab.ts';
import { describeWith, requireBpf, requirePrograms } from '../support/requires.ts';
import { loadPrograms, makeWorkspace, type Workspace } from '../support/workspace.ts';

const programs = await loadPrograms();
const solution = await programs.solution('02');
const DIGEST = /sha256:[0-9a-f]{64}/;
const DESCRIPTION = 'name: open\ndescription: traces <opens> & more\nannotations:\n  Who: me\n';

let folder: string;
let registry: PrivateRegistry;
let ig: Ig;
let workspace: Workspace;
let insecure: readonly string[];

const lab = (...args: readonly string[]) => runLab(args, { env: { LAB_STORE: join(folder, 'store') } });

/** What both print of an event. */
interface Shown {
  readonly filename: string;
  readonly flags: number;
  readonly proc: { readonly comm: string; readonly pid: number; readonly tid: number };
}

const shownIn = (stdout: string): readonly Shown[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Shown);

/** One line for each open, from what a gadget showed, or from what the witness saw. */
const shownLines = (events: readonly Shown[], tids: ReadonlySet<number>): readonly string[] =>
  events
    .filter(({ proc }) => tids.has(proc.tid))
    .map(({ proc, flags, filename }) => `${proc.tid} ${proc.comm} ${flags} ${filename}`)
    .sort();

const witnessedLines = (records: readonly WitnessRecord[]): readonly string[] =>
  records
    .map(({ tid, comm, syscall, args, path }) => {
      const flags = Number(BigInt.asIntN(32, args[syscall === 'open' ? 1 : 2] ?? 0n));
      return `${tid} ${comm} ${flags} ${Buffer.from(path ?? [])
        .toString('utf8')
        .slice(0, 255)}`;
    })
    .sort();

/** Makes containers open files before a witness, while a gadget is watching, and compares what both saw. */
async function compareWithWitness(stdout: () => string): Promise<void> {
  await expect.poll(stdout, { timeout: 20_000, interval: 100 }).toContain('filename');
  const { capture } = await checkProgram(programs, '02', solution);
  const records = capture?.witnessed.filter(({ role }) => role === 'traced') ?? [];
  const tids = new Set(records.map(({ tid }) => tid));
  const expected = witnessedLines(records);
  expect(expected.length).toBeGreaterThan(50);
  await expect.poll(() => shownLines(shownIn(stdout()), tids), { timeout: 10_000 }).toEqual(expected);
}

describeWith(requireBpf() ?? requirePrograms('unshare', 'skopeo', 'docker-registry'), 'the real ig', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-ig-test-'));
    await mkdir(join(folder, 'registry'));
    registry = await startPrivateRegistry(join(folder, 'registry'));
    insecure = ['--insecure-registries', registry.address];
    ig = await makeIg();
    workspace = await makeWorkspace({ 'program.bpf.c': solution, 'gadget.yaml': DESCRIPTION });
  });

  afterAll(async () => {
    await registry.stop();
    await Promise.all([ig.remove(), workspace.remove(), rm(folder, { recursive: true })]);
  });

  it('pulls what lab pushed, by the same digest, and sees with it what the witness sees', async () => {
    const name = `${registry.address}/from-lab`;
    await lab('image', 'build', '-t', name, workspace.directory);
    const pushed = await lab('image', 'push', name);
    const pulled = await ig.run(['image', 'pull', name, ...insecure]);
    expect(DIGEST.exec(pulled)?.[0]).toBe(DIGEST.exec(pushed.stdout)?.[0]);
    const watching = ig.watch(['run', name, '--host', '--verify-image=false', '--pull=never', '-o', 'json']);
    try {
      await compareWithWitness(watching.stdout);
    } finally {
      await endWatching(watching);
    }
  });

  it('builds and pushes what lab pulls, by the same digest, and sees with it what the witness sees', async () => {
    const name = `${registry.address}/from-ig`;
    await ig.run(['image', 'build', '--local', '-t', name, '.'], { cwd: workspace.directory });
    const pushed = await ig.run(['image', 'push', name, ...insecure]);
    const pulled = await lab('image', 'pull', name);
    expect(DIGEST.exec(pulled.stdout)?.[0]).toBe(DIGEST.exec(pushed)?.[0]);
    const running: RunningLab = startLab(['run', name, '--host', '--pull=never', '-o', 'json'], {
      env: { LAB_STORE: join(folder, 'store') },
    });
    try {
      await compareWithWitness(running.stdout);
    } finally {
      running.child.kill('SIGINT');
      await running.ended;
    }
  });

  it("reads lab's store, and lab reads ig's", async () => {
    await lab('image', 'build', '-t', 'mine', workspace.directory);
    const listed = await lab('image', 'list', '-o', 'json');
    const other = await makeIg();
    try {
      await mkdir(dirname(other.store), { recursive: true });
      await cp(join(folder, 'store'), other.store, { recursive: true });
      const read = JSON.parse(await other.run(['image', 'list', '-o', 'json']));
      expect(read).toEqual(JSON.parse(listed.stdout));
      const back = await runLab(['image', 'list', '-o', 'json'], { env: { LAB_STORE: other.store } });
      expect(JSON.parse(back.stdout)).toEqual(read);
    } finally {
      await other.remove();
    }
  });

  it('gives the same digest as lab to the same parts', async () => {
    const bare = await makeWorkspace({ 'program.bpf.c': solution });
    try {
      const env = { SOURCE_DATE_EPOCH: '1000000000' };
      await ig.run(['image', 'build', '--local', '-t', 'bare', '.'], { cwd: bare.directory, env });
      const image = await imageOf('bare');
      expect(image.created).toBe('2001-09-09T01:46:40Z');
      expect((await packedAnew(image)).digest).toBe(image.index.digest);
    } finally {
      await bare.remove();
    }
  });

  it('writes of gadget.yaml what lab writes, but for its own version', async () => {
    await ig.run(['image', 'build', '--local', '-t', 'described', '.'], { cwd: workspace.directory });
    const image = await imageOf('described');
    const version = 'io.inspektor-gadget.builder.version';
    const own = (await packedAnew(image)).annotations;
    expect({ ...own, [version]: '' }).toEqual({ ...image.index.annotations, [version]: '' });
    expect(Object.keys(own ?? {})).toEqual(Object.keys(image.index.annotations ?? {}));
  });
});

const imageOf = (name: string): Promise<GadgetImage> =>
  openStore({ directory: ig.store }).read(parseImageReference(name));

/** The index that lab makes of another one's parts. */
async function packedAnew({ platforms, created = '' }: GadgetImage) {
  const [first] = platforms;
  const text = first?.metadata;
  const metadata = text === undefined ? undefined : await described(text);
  const objects = platforms.map(
    ({ architecture, program }) => [architecture, program ?? Buffer.of()] as const,
  );
  return packImage({ programs: new Map(objects), module: first?.module, metadata, created }).index;
}

async function described(text: string) {
  const { metadata } = await parseMetadata(text, 'gadget.yaml');
  return { bytes: Buffer.from(text), said: metadata };
}
