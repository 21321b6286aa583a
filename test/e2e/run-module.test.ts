import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Box, startBox } from '../support/box.ts';
import { type LabOptions, type RunningLab, startLab } from '../support/lab.ts';
import { processesWith } from '../support/places.ts';
import { describeWith, requireBpf, requirePrograms } from '../support/requires.ts';
import { type Watch, watchLab } from '../support/session.ts';
import {
  type Edit,
  edit,
  type Files,
  loadPrograms,
  makeWorkspace,
  type Workspace,
} from '../support/workspace.ts';

const programs = await loadPrograms();
const files = await programs.solutionFiles('04');
const INIT = 'func gadgetInit() int32 {\n';
const CALLBACK = 'event api.Data) {\n';
const WORDS = 'strings.Join(flagWords(number), "|")';

/** The solution's module, changed. */
const module = (...edits: readonly Edit[]): Files => ({
  'go/main.go': edit(files['go/main.go'] ?? '', ...edits),
});

/** Puts what its parameter `word` holds before the flags. */
const withParameter = module(
  [INIT, `${INIT}\tword, _ = api.GetParamValue("word", 64)\n`],
  [WORDS, `word + ${WORDS}`],
  ['func main() {}', 'var word string\n\nfunc main() {}'],
);

const metadata = `
name: trace open
description: who opens which file, and how
datasources:
  open:
    fields:
      runtime.containerName: { annotations: { columns.width: 14 } }
      proc.tid: { annotations: { columns.hidden: true } }
      flags: { annotations: { columns.hex: true, columns.width: 6, columns.alignment: right } }
      flags_decoded: { annotations: { columns.width: 36, columns.alias: how } }
      filenam: {}
params:
  wasm:
    word: { defaultValue: "by=default:", alias: w }
`;

let box: Box;
let plain: Workspace;
let described: Workspace;
let running: RunningLab[] = [];

function run(workspace: Workspace, args: readonly string[] = [], options: LabOptions = {}): RunningLab {
  const lab = startLab(['run', workspace.directory, ...args], options);
  running.push(lab);
  return lab;
}

/** Opens a file again and again until the gadget, which takes a moment to listen, has shown it. */
async function untilShown(lab: RunningLab, name: string): Promise<void> {
  const open = async (): Promise<string> => {
    await box.shell(`echo foo > ${name}`);
    return lab.stdout();
  };
  await expect.poll(open, { timeout: 30_000, interval: 100 }).toContain(name);
}

async function stop(lab: RunningLab): ReturnType<() => RunningLab['ended']> {
  lab.child.kill('SIGINT');
  return lab.ended;
}

interface Shown {
  readonly filename: string;
  readonly proc: { readonly pid: number };
}

const events = (stdout: string): readonly Shown[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

interface WatchedLab extends RunningLab {
  readonly watch: Watch;
  /** Its processes, the module's included. */
  processes(): Promise<readonly string[]>;
}

/** A run in a process group of its own, as a terminal's. */
function watchedRun(workspace: Workspace, ...args: readonly string[]): WatchedLab {
  // The only variable of the environment that the module's process gets, too.
  const TZ = `Lab/${randomBytes(8).toString('hex')}`;
  const lab = run(workspace, args, { env: { TZ }, group: true });
  return { ...lab, watch: watchLab(lab.child.pid ?? 0), processes: () => processesWith('TZ', TZ) };
}

async function expectNothingLeft({ watch, processes }: WatchedLab): Promise<void> {
  expect(await watch.traces()).toEqual([]);
  // They may still be giving their memory back, which nobody has to wait for.
  await expect.poll(processes, { timeout: 10_000, interval: 20 }).toEqual([]);
}

/** What a run prints while `echo foo > bar` happens in the container, and later what it printed in all. */
async function shown(workspace: Workspace, ...args: readonly string[]) {
  const lab = run(workspace, ['-c', box.name, ...args]);
  await untilShown(lab, 'bar');
  return stop(lab);
}

describeWith(requireBpf() ?? requirePrograms('runc', 'script'), 'lab run with a module', () => {
  beforeAll(async () => {
    plain = await makeWorkspace(files);
    described = await makeWorkspace({ ...files, ...withParameter, 'gadget.yaml': metadata });
    box = await startBox();
  });

  afterAll(() => Promise.all([plain.remove(), described.remove(), box.remove()]));

  afterEach(async () => {
    for (const { child, ended } of running) {
      child.kill('SIGTERM');
      await ended;
    }
    running = [];
  });

  it('has the field that the module adds in JSON, right after its neighbour in the alphabet', async () => {
    const { code, stdout, stderr } = await shown(plain, '-o', 'json');
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    const line = stdout.split('\n').find((text) => text.includes('"filename":"bar"')) ?? '';
    expect(line).toContain('"flags":577,"flags_decoded":"O_WRONLY|O_CREAT|O_TRUNC","k8s":{');
    expect(JSON.parse(line)).toMatchObject({ proc: { comm: 'sh' }, runtime: { containerName: box.name } });
  });

  it('has it in indented JSON, too', async () => {
    const { stdout } = await shown(plain, '-o', 'jsonpretty');
    expect(stdout).toContain('  "flags": 577,\n  "flags_decoded": "O_WRONLY|O_CREAT|O_TRUNC",\n  "k8s": {\n');
  });

  it('has it as the last column', async () => {
    const { stdout } = await shown(plain);
    expect(stdout).toMatch(/^RUNTIME\.CONTAINERNAME +COMM +PID +TID +FILENAME +FLAGS +FLAGS_DECODED *\n/);
    expect(stdout).toMatch(/^box-\S+ +sh +\d+ +\d+ bar +577 +O_WRONLY\|O_CREA… *$/m);
  });

  it('looks as gadget.yaml says, which may speak of that field as well', async () => {
    const { stdout, stderr } = await shown(described);
    const [header] = stdout.split('\n');
    expect(header).toMatch(/^RUNTIME\.CONTA… COMM {13} +PID FILENAME {9} FLAGS HOW {33}$/);
    expect(stdout).toMatch(/^box-\S+ +sh +\d+ bar +0x241 by=default:O_WRONLY\|O_CREAT\|O_TRUNC $/m);
    expect(stderr).toContain('gadget.yaml:11:7: `open` has no field `filenam`; did you mean `filename`?\n');
  });

  it.each([
    [['--word', 'given:'], 'given:O_WRONLY'],
    [['-w', '-4'], '-4O_WRONLY'],
    [['--word='], 'O_WRONLY'],
  ])("hands the module's parameters on: %j", async (args, text) => {
    const { stdout } = await shown(described, '-o', 'json', ...args);
    expect(stdout).toContain(`"flags_decoded":"${text}|O_CREAT|O_TRUNC"`);
  });

  it('--pid shows one process and no other', async () => {
    const busy = await startBox('busy');
    await busy.shell('(while :; do echo foo > again; sleep 0.1; done) </dev/null >/dev/null 2>&1 &');
    const again = expect.stringMatching(/"filename":"again".*\n/);
    const all = run(plain, ['-o', 'json', '-c', busy.name]);
    await expect.poll(() => all.stdout(), { timeout: 30_000 }).toEqual(again);
    const pid = events((await stop(all)).stdout).find(({ filename }) => filename === 'again')?.proc.pid;
    const one = run(plain, ['-o', 'json', '--pid', String(pid)]);
    await expect.poll(() => one.stdout(), { timeout: 30_000 }).toEqual(again);
    await box.shell('echo foo > other');
    const { stdout } = await stop(one);
    await busy.remove();
    expect(new Set(events(stdout).map(({ proc }) => proc.pid))).toEqual(new Set([pid]));
  });

  it('on a terminal says what the gadget is', async () => {
    // `script` takes one command line; the project may lie in a path with spaces.
    const line = `for word; do line="$line '$word'"; done; exec script -qec "$line" /dev/null`;
    const onTerminal = ['sh', '-c', line, 'sh'];
    const args = ['-c', 'nobody', '--timeout', '1'];
    const { code, stdout } = await run(described, args, { through: onTerminal }).ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^trace open: who opens which file, and how\r?\n.*Listening\./m);
  });

  it('says so where gadget.yaml hides every column', async () => {
    const names = [
      'runtime.containerName',
      'proc.comm',
      'proc.pid',
      'proc.tid',
      'filename',
      'flags',
      'flags_decoded',
    ];
    const fields = Object.fromEntries(
      names.map((name) => [name, { annotations: { 'columns.hidden': 'true' } }]),
    );
    const hidden = await makeWorkspace({
      ...files,
      'gadget.yaml': JSON.stringify({ datasources: { open: { fields } } }),
    });
    const { code, stdout, stderr } = await run(hidden, ['-c', 'nobody', '--timeout', '1']).ended;
    await hidden.remove();
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe('note: every column of this gadget is hidden; --fields +timestamp shows one.\n');
  });

  it.each([
    ['--wrod=x', 2, /There is no option --wrod\..*Did you mean --word\?/s, metadata],
    ['--pid=all', 2, /--pid cannot be `all`/, metadata],
    ['--word=x', 2, /module needs --level/, `${metadata}    level: { isMandatory: true }\n`],
    [
      '-ojson',
      2,
      /"open" cannot be shown as json/,
      'datasources: { open: { annotations: { cli.supported-output-modes: columns } } }',
    ],
    [
      '-ojson',
      1,
      /gadget\.yaml:2:14: error: `datasources` must be a mapping/,
      'name: x\ndatasources: [open]',
    ],
    ['-ojson', 1, /gadget\.yaml:1:9: error: Missing closing/, 'name: "x'],
  ])('does not begin with %s, exit code %i: %s', async (arg, code, words, yaml) => {
    const wrong = await makeWorkspace({ ...files, ...withParameter, 'gadget.yaml': yaml });
    const result = await run(wrong, [arg]).ended;
    await wrong.remove();
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(words) });
  });

  it.each([
    [
      'panics in its callback',
      [CALLBACK, `${CALLBACK}\t\tpanic("this is the end")\n`],
      /go\/main\.go failed in its callback, at event 1: The module panicked \(main\.go:\d+\): this is the end/,
    ],
    [
      'never comes back from its callback',
      [CALLBACK, `${CALLBACK}\t\tfor flags != 0 {\n\t\t}\n`],
      /go\/main\.go failed in its callback, at event 1: The callback did not come back within 1 s\./,
    ],
    [
      'returns 1 from gadgetInit, because something is not there',
      ['GetDataSource("open")', 'GetDataSource("opne")'],
      /^error: module: no data source: .*^module: go\/main\.go failed in gadgetInit: gadgetInit returned 1/ms,
    ],
    [
      'never comes back from gadgetInit',
      [INIT, `${INIT}\tfor firstFlag == 6 {\n\t}\n`],
      /go\/main\.go failed in gadgetInit: gadgetInit did not come back within 5 s\./,
    ],
  ] as const)('ends with 1 and what happened if the module %s', async (_, change, words) => {
    const wrong = await makeWorkspace({ ...files, ...module(change) });
    const lab = watchedRun(wrong, '-o', 'json', '-c', box.name);
    while (lab.child.exitCode === null && lab.child.signalCode === null) await box.shell('echo foo > bar');
    const { code, stdout, stderr } = await lab.ended;
    await wrong.remove();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(words);
    await expectNothingLeft(lab);
  });

  it('ends with 130 at Ctrl-C, shows what happened before, and leaves nothing', async () => {
    const lab = watchedRun(plain, '-o', 'json', '-c', box.name);
    await untilShown(lab, 'bar');
    expect((await lab.processes()).filter((line) => line.includes('worker/main.js'))).toHaveLength(1);
    await box.shell('for i in 1 2 3 4 5 6 7 8 9; do echo foo > last$i; done');
    process.kill(-(lab.child.pid ?? 0), 'SIGINT');
    const { code, stdout, stderr } = await lab.ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(
      stdout.match(/"filename":"last\d","flags":577,"flags_decoded":"O_WRONLY\|O_CREAT\|O_TRUNC"/g),
    ).toHaveLength(9);
    await expectNothingLeft(lab);
  });
});
