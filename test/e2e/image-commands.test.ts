import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../grader/image/oci/digest.ts';
import { type FakeRegistry, startFakeRegistry, type Tricks } from '../image/fake-registry.ts';
import { forge } from '../image/forge.ts';
import { type Box, startBox } from '../support/box.ts';
import { type LabOptions, type LabResult, type RunningLab, startLab } from '../support/lab.ts';
import { makePlaces, type Places, processesWith } from '../support/places.ts';
import { describeWith, requireBpf, requirePrograms } from '../support/requires.ts';
import { treeHash } from '../support/tree-hash.ts';
import { edit, loadPrograms, makeWorkspace, type Workspace } from '../support/workspace.ts';

const execute = promisify(execFile);
const programs = await loadPrograms();
const solution = await programs.solution('02');

const MARK = 'LAB_TEST_IMAGE';
const DIGEST = /sha256:[0-9a-f]{64}/;
const OTHER_DIGEST = `sha256:${'ab'.repeat(32)}`;
/** Of the image index, for the registry. */
const INDEX = 'application/vnd.oci.image.index.v1+json';
const OFFICIAL = 'ghcr.io/inspektor-gadget/gadget';

/** What clang has to do for a long time, and with little memory. */
const SLOW = [
  '#define E0',
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `#define E${n} ${`E${n - 1} `.repeat(10)}`),
  'E8',
  'int answer;',
  '',
].join('\n');

let folder: string;
let places: Places;
let workspace: Workspace;
let store: string;
let mark: string;
let running: RunningLab[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-image-e2e-'));
  workspace = await makeWorkspace({ 'program.bpf.c': solution });
});

afterAll(() => Promise.all([workspace.remove(), rm(folder, { recursive: true, force: true })]));

beforeEach(async () => {
  places = await makePlaces();
  mark = randomBytes(8).toString('hex');
  store = join(folder, `store-${mark}`);
  running = [];
});

afterEach(async () => {
  // A test that failed must not leave a process behind itself.
  for (const { child, ended } of running) {
    if (child.exitCode === null) child.kill('SIGKILL');
    await ended;
  }
  await places.remove();
});

const ENVIRONMENT = (): Readonly<Record<string, string>> => ({
  ...places.env,
  [MARK]: mark,
  LAB_STORE: store,
  XDG_STATE_HOME: join(folder, 'state'),
  SOURCE_DATE_EPOCH: '1000000000',
});

function start(args: readonly string[], options: LabOptions = {}): RunningLab {
  const lab = startLab(args, { ...options, env: { ...ENVIRONMENT(), ...options.env } });
  running.push(lab);
  return lab;
}

/** Runs it to its end, after which nothing may be left: no stack trace was printed, no file, no process. */
async function lab(args: readonly string[], options: LabOptions = {}): Promise<LabResult> {
  const result = await start(args, options).ended;
  expect(result.stdout + result.stderr).not.toMatch(/^ {4}at |node:internal|Error:/m);
  expect(result.stdout + result.stderr).not.toContain('\u001b');
  await expectNothingLeft();
  return result;
}

const image = (...args: readonly string[]): Promise<LabResult> => lab(['image', ...args]);

async function expectNothingLeft(): Promise<void> {
  expect(await places.leftovers()).toEqual([]);
  expect(await commandsOf(places.folder)).toEqual([]);
  await expect.poll(() => processesWith(MARK, mark), { timeout: 10_000, interval: 20 }).toEqual([]);
}

/** Command lines in which a path is named: those of clang and skopeo name their temporary folder. */
async function commandsOf(path: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes(path)).map((line) => line.replaceAll('\0', ' '));
}

/** Ctrl-C. */
function interrupt({ child }: RunningLab): void {
  process.kill(-(child.pid ?? Number.NaN), 'SIGINT');
}

/** Builds the workspace; gives back the image's digest. */
async function build(name: string): Promise<string> {
  const { code, stdout } = await image('build', '-t', name, workspace.directory);
  expect(code).toBe(0);
  return DIGEST.exec(stdout)?.[0] ?? '';
}

const blobs = async (): Promise<readonly string[]> => readdir(join(store, 'blobs/sha256'));

describe('lab image', () => {
  it('builds a folder, says what it has built, and lists it in a form for scripts', async () => {
    const { code, stdout, stderr } = await image('build', '-t', 'open', workspace.directory);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [digest] = DIGEST.exec(stdout) ?? [];
    expect(stdout).toBe(`Successfully built ${OFFICIAL}/open:latest@${digest}\n`);
    expect((await image('list')).stdout).toBe(
      `REPOSITORY TAG DIGEST CREATED\nopen latest ${digest} 2001-09-09T01:46:40Z\n`,
    );
    expect(JSON.parse((await image('list', '--json')).stdout)).toEqual([
      { Repository: 'open', Tag: 'latest', Digest: digest, Created: '2001-09-09T01:46:40Z' },
    ]);
  });

  it('builds an image without a name, which its digest stands for', async () => {
    const { stdout } = await image('build', workspace.directory);
    const [digest = ''] = DIGEST.exec(stdout) ?? [];
    expect(stdout).toBe(`Successfully built @${digest}\n`);
    expect((await image('list')).stdout).toContain(`\n<none> <none> ${digest} `);
    expect((await image('tag', digest, 'named:v1')).stdout).toBe(
      `Successfully tagged with ${OFFICIAL}/named:v1@${digest}\n`,
    );
    expect((await image('list')).stdout).toMatch(/^REPOSITORY.*\nnamed v1 sha256:\S+ \S+\n$/);
  });

  it('builds the same again as the same, so that nothing is added', async () => {
    const digest = await build('open');
    const before = await treeHash(join(store, 'blobs'));
    expect(await build('open')).toBe(digest);
    expect(await treeHash(join(store, 'blobs'))).toBe(before);
    expect((await image('list')).stdout.split('\n')).toHaveLength(3);
  });

  it('removes names, and with the last one the image', async () => {
    await build('open');
    await image('tag', 'open', 'open:v1');
    expect(await image('remove', 'open')).toMatchObject({
      code: 0,
      stdout: 'Successfully removed open (the image has other names and stays)\n',
    });
    expect((await blobs()).length).toBeGreaterThan(0);
    expect(await image('remove', 'open:v1')).toMatchObject({
      code: 0,
      stdout: 'Successfully removed open:v1\n',
    });
    expect(await blobs()).toEqual([]);
    expect((await image('list')).stdout).toBe('REPOSITORY TAG DIGEST CREATED\n');
  });

  it('inspects an image in four forms, with its digest first', async () => {
    const digest = await build('open');
    await image('tag', 'open', 'other:v2');
    const json = await image('inspect', 'open', '--json');
    const facts = JSON.parse(json.stdout);
    expect(Object.keys(facts)[0]).toBe('digest');
    expect(facts).toMatchObject({
      digest,
      names: [`${OFFICIAL}/open:latest`, `${OFFICIAL}/other:v2`],
      created: '2001-09-09T01:46:40Z',
      platforms: [{ architecture: 'amd64' }, { architecture: 'arm64' }],
    });
    expect(JSON.parse((await image('inspect', digest, '-o', 'json')).stdout)).toEqual(facts);
    expect((await image('inspect', 'open', '-o', 'yaml')).stdout).toMatch(`digest: ${digest}\n`);
    expect((await image('inspect', 'other:v2')).stdout).toMatch(
      new RegExp(`^digest  ${digest}\nname    ${OFFICIAL}/open:latest\n {8}${OFFICIAL}/other:v2\n`),
    );
  });

  it('exports an image into a file, and imports it as what it was', async () => {
    const digest = await build('open:v1');
    const archive = join(folder, 'open.oci.tar');
    const exported = await image('export', 'open:v1', archive);
    expect(exported).toMatchObject({
      code: 0,
      stdout: `Successfully exported open:v1 to ${archive}\n`,
      stderr: '',
    });
    await image('remove', 'open:v1');
    expect(await blobs()).toEqual([]);
    expect(await image('import', archive)).toMatchObject({
      code: 0,
      stdout: `Successfully imported images:\n  ${OFFICIAL}/open:v1\n`,
      stderr: '',
    });
    expect(JSON.parse((await image('inspect', 'open:v1', '--json')).stdout).digest).toBe(digest);
    expect(JSON.parse((await image('import', archive, '-o', 'json')).stdout)).toEqual([
      `${OFFICIAL}/open:v1`,
    ]);
  });

  it('takes two builds at once into one store', async () => {
    const other = await makeWorkspace({
      'program.bpf.c': edit(solution, ['event->flags = flags;', 'event->flags = flags + 1;']),
    });
    const builds = [
      start(['image', 'build', '-t', 'first', workspace.directory]),
      start(['image', 'build', '-t', 'second', other.directory]),
    ];
    const results = await Promise.all(builds.map(({ ended }) => ended));
    await other.remove();
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    const rows = (await image('list')).stdout.trimEnd().split('\n').slice(1);
    expect(rows.map((row) => row.split(' ')[0]).toSorted()).toEqual(['first', 'second']);
    for (const name of ['first', 'second']) expect((await image('inspect', name)).code).toBe(0);
    await expectNothingLeft();
  });

  it.each(['build', 'tag', 'push', 'pull', 'list', 'inspect', 'remove', 'export', 'import'])(
    '%s --help explains it with an example',
    async (verb) => {
      const { code, stdout, stderr } = await image(verb, '--help');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(
        new RegExp(`^Usage: lab image ${verb}.*Examples?:\n {2}\\$ lab image ${verb}`, 's'),
      );
    },
  );
});

describe('a wrong request', () => {
  it.each([
    [[], /Usage: lab image/],
    [['buld', '.'], /unknown command 'buld'\nmend: did you mean build\?/],
    [['build'], /missing required argument 'folder'/],
    [['build', '/nonexistent'], /no program\.bpf\.c in "\/nonexistent"/],
    [['build', '-t', 'Open', '.'], /"Open" is no name of an image: upper-case/],
    [['build', '-t', '', '.'], /"" is no name of an image: it is empty/],
    [['build', '-t', `open@${OTHER_DIGEST}`, '.'], /cannot be built as .*open@sha256:(ab)+: its digest/],
    [['tag', 'nope'], /missing required argument 'name'/],
    [['tag', 'nope', 'other'], /There is no image .*\/nope:latest here/],
    [['tag', 'nope', 'x:y:z'], /"x:y:z" is no name of an image: only one tag/],
    [['push'], /missing required argument 'name'/],
    [['push', 'nope'], /There is no image .*\/nope:latest here/],
    [['push', '../x'], /"\.\.\/x" is no name of an image/],
    [['pull'], /missing required argument 'name'/],
    [['pull', 'x:'], /"x:" is no name of an image: nothing follows the colon/],
    [['list', 'x'], /too many arguments for 'list'/],
    [['list', '-o', 'table'], /Allowed choices are columns, json, jsonpretty/],
    [['inspect'], /missing required argument 'image'/],
    [['inspect', 'nope'], /There is no image .*\/nope:latest here/],
    [['inspect', OTHER_DIGEST], /There is no image sha256:(ab)+ here/],
    [['remove'], /missing required argument 'images'/],
    [['remove', 'nope'], /There is no image .*\/nope:latest here/],
    [['export', 'nope'], /which image into which file\?/],
    [['export', 'nope', '/nonexistent/x.tar'], /There is no image .*\/nope:latest here/],
    [['import'], /missing required argument 'file'/],
    [['import', '/nonexistent.tar'], /There is no .*\/nonexistent\.tar/],
    [['import', import.meta.filename], /The archive .* is refused: it is not a tar/],
  ])('%j: exit code 2, a reason on stderr, nothing on stdout, and no store', async (args, reason) => {
    const { code, stdout, stderr } = await image(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
    if (args.length > 0) expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
    await expect(access(store)).rejects.toThrow('ENOENT');
  });

  it('with a SOURCE_DATE_EPOCH that is no number is one, too', async () => {
    const { code, stdout, stderr } = await lab(['image', 'build', workspace.directory], {
      env: { SOURCE_DATE_EPOCH: 'yesterday' },
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^lab: SOURCE_DATE_EPOCH is "yesterday", .*\nmend: .*\n$/);
  });

  it('leaves the file alone that an image was to be exported into', async () => {
    const file = join(folder, 'mine.tar');
    await writeFile(file, 'mine');
    expect((await image('export', 'nope', file)).code).toBe(2);
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  it('is told which name may have been meant', async () => {
    await build('mygadget');
    const { stderr } = await image('inspect', 'mygadgte');
    expect(stderr).toContain(`Did you mean ${OFFICIAL}/mygadget:latest?`);
  });
});

describe('a folder that does not compile', () => {
  it('ends with 1 and the place on stderr, and the store stays as it was', async () => {
    await build('open');
    const before = await treeHash(store);
    const broken = await makeWorkspace({
      'program.bpf.c': edit(solution, ['event->flags = flags;', 'event->flags = flag;']),
    });
    const { code, stdout, stderr } = await image('build', '-t', 'open', broken.directory);
    await broken.remove();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^program\.bpf\.c:\d+:\d+: error: use of undeclared identifier 'flag'/m);
    expect(stderr.match(/undeclared identifier/g)).toHaveLength(1);
    expect(await treeHash(store)).toBe(before);
  });

  it('for one architecture says for which', async () => {
    const broken = await makeWorkspace({
      'program.bpf.c': `#ifdef __TARGET_ARCH_arm64\n#error not on this one\n#endif\n${solution}`,
    });
    const { code, stdout, stderr } = await image('build', broken.directory);
    await broken.remove();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('program.bpf.c:2:2: error: not on this one (for arm64)\n');
  });
});

describeWith(requirePrograms('setpriv'), 'a store that cannot be written', () => {
  it('because of missing rights ends with 3 and says so', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o555 });
    const { code, stdout, stderr } = await lab(['image', 'build', '-t', 'open', workspace.directory], {
      env: { LAB_STORE: join(closed, 'store') },
      // Even root has none then.
      through: ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--'],
    });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(
      /^lab: The store of images \S+ cannot be used: you have no right to .*\nmend: .*\n$/,
    );
  });

  it.each([
    ['build', '-t', 'open', '.'],
    ['list'],
    ['inspect', 'open'],
    ['remove', 'open'],
    ['tag', 'open', 'x'],
  ])('because a file lies where it should be ends with 3: lab image %s', async (...args) => {
    const words = args.map((word) => (word === '.' ? workspace.directory : word));
    const { code, stdout, stderr } = await lab(['image', ...words], {
      env: { LAB_STORE: '/dev/null/store' },
    });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^lab: The store of images \/dev\/null\/store cannot be used: .*\nmend: .*\n$/);
  });
});

describeWith(requirePrograms('skopeo'), 'a registry that is down', () => {
  it('ends push and pull with 3, and the store stays as it was', async () => {
    const name = '127.0.0.1:1/me/open';
    await build(name);
    const before = await treeHash(store);
    for (const verb of ['push', 'pull']) {
      const { code, stdout, stderr } = await image(verb, name);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toMatch(
        /\nlab: The registry 127\.0\.0\.1:1 cannot be reached: .*\nmend: .*lab registry start/,
      );
    }
    expect(await treeHash(store)).toBe(before);
  });
});

describeWith(requirePrograms('skopeo', 'docker-registry'), 'with the local registry', () => {
  let address: string;

  /** Without the mark: it outlives the command, and is not left behind. */
  const registryCommand = (...args: readonly string[]): Promise<LabResult> =>
    startLab(['registry', ...args], { env: { XDG_STATE_HOME: join(folder, 'state') } }).ended;

  beforeAll(async () => {
    const { code, stdout } = await registryCommand('start');
    expect(code).toBe(0);
    address = /^The registry listens at (127\.0\.0\.1:\d+)\n$/.exec(stdout)?.[1] ?? '';
  });

  afterAll(async () => {
    expect(await registryCommand('stop')).toMatchObject({ code: 0 });
    expect(JSON.parse((await registryCommand('status', '--json')).stdout)).toMatchObject({ running: false });
  });

  it('an image is built, tagged and pushed, and has one digest everywhere', async () => {
    const digest = await build('open');
    const name = `${address}/me/open:v1`;
    expect((await image('tag', 'open', name)).stdout).toBe(`Successfully tagged with ${name}@${digest}\n`);
    const pushed = await image('push', name);
    expect(pushed).toEqual({
      code: 0,
      signal: null,
      stdout: `Successfully pushed ${name}@${digest}\n`,
      stderr: `Pushing ${name}...\n`,
    });
    expect(JSON.parse((await image('inspect', name, '--json')).stdout).digest).toBe(digest);
    const url = `http://${address}/v2/me/open/manifests/v1`;
    const head = await fetch(url, { method: 'HEAD', headers: { accept: INDEX } });
    expect(head.headers.get('docker-content-digest')).toBe(digest);
    const raw = await execute('skopeo', ['inspect', '--raw', '--tls-verify=false', `docker://${name}`]);
    expect(digestOf(Buffer.from(raw.stdout))).toBe(digest);
  });

  it('an image is pushed again, and nothing changes', async () => {
    const name = `${address}/me/again:v1`;
    await build(name);
    const first = await image('push', name);
    const before = await treeHash(store);
    expect(await image('push', name)).toEqual(first);
    expect(await treeHash(store)).toBe(before);
    const tags = await fetch(`http://${address}/v2/me/again/tags/list`);
    expect(await tags.json()).toEqual({ name: 'me/again', tags: ['v1'] });
  });

  it('an image comes back as it was', async () => {
    const name = `${address}/me/back`;
    const digest = await build(name);
    await image('push', name);
    const before = await blobs();
    await image('remove', name);
    expect(await image('pull', name)).toEqual({
      code: 0,
      signal: null,
      stdout: `Successfully pulled ${name}:latest@${digest}\n`,
      stderr: `Pulling ${name}...\n`,
    });
    expect((await blobs()).toSorted()).toEqual(before.toSorted());
    expect((await image('list')).stdout).toContain(`\n${address}/me/back latest ${digest} 2001-`);
  });

  it('an image that it does not have ends pull with 2', async () => {
    const { code, stdout, stderr } = await image('pull', `${address}/me/nothing`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/\nlab: The registry \S+ has no image \S+\/me\/nothing:latest\.\nmend: /);
  });

  describeWith(requireBpf() ?? requirePrograms('runc'), 'lab run', () => {
    let box: Box;
    beforeAll(async () => {
      box = await startBox();
    });
    afterAll(() => box.remove());

    it('takes the image from there, unless it may not, and shows its events', async () => {
      const name = `${address}/me/elsewhere`;
      const digest = await build(name);
      await image('push', name);
      await image('remove', name);
      const refused = await lab(['run', name, '--pull=never']);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toMatch(/There is no image \S+\/me\/elsewhere:latest here/);
      const watching = start(['run', name, '-o', 'json', '-c', box.name], { group: true });
      const shown = async (): Promise<string> => {
        await box.shell('echo foo > bar');
        return watching.stdout();
      };
      await expect.poll(shown, { timeout: 20_000, interval: 100 }).toContain('"bar"');
      interrupt(watching);
      const { code, stdout } = await watching.ended;
      expect(code).toBe(130);
      const event = stdout.split('\n').find((line) => line.includes('"bar"'));
      expect(JSON.parse(event ?? ''), event).toMatchObject({
        filename: 'bar',
        flags: 577,
        runtime: { containerName: box.name },
      });
      expect((await image('list')).stdout).toContain(digest);
      await expectNothingLeft();
    });
  });
});

describeWith(requirePrograms('skopeo'), 'Ctrl-C', () => {
  let registry: FakeRegistry | undefined;
  let slow: Workspace;

  beforeAll(async () => {
    slow = await makeWorkspace({ 'program.bpf.c': SLOW });
  });
  afterAll(() => slow.remove());
  afterEach(async () => {
    await registry?.stop();
    registry = undefined;
  });

  /** Interrupts a command as soon as `ready`; it must end with 130 and leave the store as it was. */
  async function interrupted(args: readonly string[], ready: () => Promise<unknown>): Promise<void> {
    const before = await treeHash(store);
    const running = start(args, { group: true });
    await ready();
    interrupt(running);
    expect(await running.ended).toMatchObject({
      code: 130,
      stdout: '',
      stderr: expect.stringMatching(/^(?:Pu(?:sh|ll)ing .*\n)?lab: Interrupted\.\n$/),
    });
    expect(await treeHash(store)).toBe(before);
    await expectNothingLeft();
  }

  const silent = { kind: 'silent' } as const;
  const forged = forge();
  const layer = [...forged.blobs.keys()].find((digest) => forged.blobs.get(digest)?.[0] === 0x7f) ?? '';

  it('during a build leaves nothing', async () => {
    await build('mine');
    const compiling = async () => (await commandsOf(places.folder)).some((line) => line.includes('clang'));
    await interrupted(['image', 'build', '-t', 'mine', slow.directory], () =>
      expect.poll(compiling, { timeout: 20_000, interval: 5 }).toBe(true),
    );
  });

  it.each([
    ['the image', { v1: silent }, /manifests\/v1/],
    ['a layer', { [layer]: silent }, new RegExp(`blobs/${layer}`)],
  ] satisfies [string, Tricks, RegExp][])(
    'during a pull that waits for %s leaves nothing',
    async (_what, tricks, line) => {
      await build('mine');
      const fake = await startFakeRegistry(forged, tricks);
      registry = fake;
      await interrupted(['image', 'pull', `${fake.address}/me/open:v1`], () => fake.asked(line));
    },
  );

  it('during a push leaves nothing', async () => {
    const fake = await startFakeRegistry(forged, { uploads: silent });
    registry = fake;
    const name = `${fake.address}/me/open:v1`;
    await build(name);
    await interrupted(['image', 'push', name], () => fake.asked(/^POST .*uploads/));
  });

  it('during a run that pulls leaves nothing', async () => {
    await build('mine');
    const fake = await startFakeRegistry(forged, { [layer]: silent });
    registry = fake;
    await interrupted(['run', `${fake.address}/me/open:v1`], () => fake.asked(new RegExp(`blobs/${layer}`)));
  });
});
