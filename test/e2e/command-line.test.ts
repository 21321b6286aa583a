import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findCompiler } from '../../grader/build/compiler.ts';
import { executables } from '../../grader/build/executables.ts';
import { projectRoot } from '../../grader/model/project.ts';
import { type LabOptions, type LabResult, runLab } from '../support/lab.ts';
import { makePlaces, NOBODY, type Places, pathWith, processesWith } from '../support/places.ts';
import { copyProject, type ProjectCopy } from '../support/project-copy.ts';
import { describeWith, requireBpf, requirePrograms } from '../support/requires.ts';
import { treeHash } from '../support/tree-hash.ts';
import { edit, loadPrograms, makeWorkspace, type Workspace } from '../support/workspace.ts';

const programs = await loadPrograms();
const solution = await programs.solution('02');
const CLANG = basename((await findCompiler()).path);

const MARK = 'LAB_TEST_RUN';
let places: Places;
let mark: string;

beforeEach(async () => {
  places = await makePlaces();
  mark = randomBytes(8).toString('hex');
});

afterEach(() => places.remove());

/** Runs the lab and looks at what every run must keep to: no stack trace, no colours, nothing left behind. */
async function lab(args: readonly string[], options: LabOptions = {}): Promise<LabResult> {
  const result = await runLab(args, { ...options, env: { ...places.env, [MARK]: mark, ...options.env } });
  expect(result.stdout + result.stderr).not.toMatch(/^ {4}at |node:internal|Error:/m);
  expect(result.stdout + result.stderr).not.toContain('\u001b');
  expect(await places.leftovers()).toEqual([]);
  // The engine may still be giving its memory back, which nobody has to wait for.
  await expect.poll(() => processesWith(MARK, mark), { timeout: 10_000, interval: 20 }).toEqual([]);
  return result;
}

/** Runs `lab check 02` in a folder with this program, which must not be touched. */
async function checkProgramText(
  program: string | Uint8Array,
  ...args: readonly string[]
): Promise<LabResult> {
  const workspace = await makeWorkspace({ 'program.bpf.c': program, 'notes.txt': 'mine' });
  try {
    const before = await treeHash(workspace.directory);
    const result = await lab(['check', '02', '--dir', workspace.directory, ...args]);
    expect(await treeHash(workspace.directory)).toBe(before);
    return result;
  } finally {
    await workspace.remove();
  }
}

describe('lab', () => {
  it.each([
    [[], /Usage: lab .*check.*run.*Exit codes:/s],
    [['--help'], /Usage: lab .*check.*run.*Exit codes:/s],
    [['check', '--help'], /Usage: lab check .*--seed.*Examples:/s],
    [['run', '--help'], /Usage: lab run .*--containername.*Examples:/s],
    [['help', 'check'], /Usage: lab check/],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
  ])('%j explains itself on stdout and ends with 0', async (args, expected) => {
    const { code, stdout, stderr } = await lab(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(expected);
  });

  it.each([
    [['chek', '02'], /unknown command 'chek'.*did you mean check\?/s],
    [['check'], /Which step.*lab check 00.*01 filename/s],
    [['check', 'filenam'], /no step `filenam`.*did you mean `filename`\?/s],
    [['check', '07'], /no step `07`.*00-basic-tracer, 01-filename, 02-flags/s],
    [['check', '02', '--sed', '1'], /unknown option '--sed'.*did you mean --seed\?/s],
    [['check', '02', '--seed', '-1'], /whole number of at least 0/],
    [['check', '02', '--seed', '1.5'], /whole number of at least 0/],
    [['check', '02', '--timeout', '0'], /whole number of at least 1/],
    [['check', '02', '--container', 'lxc'], /Allowed choices are auto, docker, podman, runc/],
    [['check', '02', '--engine', 'gpu'], /Allowed choices are auto, host/],
    [['check', '02', '--solution', '--dir', '.'], /'--solution' cannot be used with option '-d, --dir/],
    [['run', '.', '-o', 'table'], /There is columns, json, jsonpretty, yaml, none/],
    [['run'], /missing required argument 'gadget'/],
    [['run', '/nonexistent'], /no program\.bpf\.c in "\/nonexistent"/],
    [['check', '02', '--dir', '/nonexistent'], /no folder \/nonexistent/],
  ])('%j is a wrong request: exit code 2, a reason on stderr, nothing on stdout', async (args, reason) => {
    const { code, stdout, stderr } = await lab(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
  });
});

describeWith(requireBpf(), 'a workspace that cannot be graded', () => {
  it('without program.bpf.c is a wrong request', async () => {
    const workspace = await makeWorkspace({ 'main.c': solution });
    const { code, stderr } = await lab(['check', '02', '--dir', workspace.directory]);
    expect(code).toBe(2);
    expect(stderr).toContain('program.bpf.c');
    await workspace.remove();
  });

  it('with an empty program fails', async () => {
    const { code, stdout } = await checkProgramText('');
    expect(code).toBe(1);
    expect(stdout).toContain('GADGET_TRACER');
  });

  it('with binary garbage fails with one sentence', async () => {
    const { code, stdout } = await checkProgramText(randomBytes(20_000));
    expect(code).toBe(1);
    expect(stdout).toMatch(/not C source text/);
    expect(stdout.length).toBeLessThan(3000);
  });

  it('with bytes that are no text, but no NUL either, fails and prints nothing that a terminal would obey', async () => {
    const bytes = randomBytes(20_000).map((byte) => byte || 1);
    const { code } = await checkProgramText(bytes);
    expect(code).toBe(1);
  });

  it('with ten megabytes of source is a wrong request', async () => {
    const { code, stderr } = await checkProgramText(`${solution}${'/* much */\n'.repeat(1_000_000)}`);
    expect(code).toBe(2);
    expect(stderr).toMatch(/10\.\d MiB/);
  });

  it('with a folder in the place of the program is a wrong request', async () => {
    const workspace = await makeWorkspace({});
    await mkdir(join(workspace.directory, 'program.bpf.c'));
    const { code, stderr } = await lab(['check', '02', '--dir', workspace.directory]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot be read/);
    await workspace.remove();
  });

  it('with a named pipe in the place of the program is a wrong request, and nobody waits', async () => {
    const workspace = await makeWorkspace({});
    execFileSync('mkfifo', [join(workspace.directory, 'program.bpf.c')]);
    const { code, stderr } = await lab(['check', '02', '--dir', workspace.directory]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot be read/);
    await workspace.remove();
  });

  it('with an error in the program fails, with file, line and column', async () => {
    const broken = edit(solution, ['event->flags = flags;', 'event->flags = flag;']);
    const line = broken.split('\n').findIndex((text) => text.includes('= flag;')) + 1;
    const { code, stdout } = await checkProgramText(broken);
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`program\\.bpf\\.c:${line}:\\d+`));
    expect(stdout).toContain("use of undeclared identifier 'flag'");
  });

  it('with a program that the kernel refuses fails, with what the verifier says', async () => {
    const refused = edit(solution, ['\tif (!event)\n\t\treturn 0;\n', '']);
    const { code, stdout } = await checkProgramText(refused);
    expect(code).toBe(1);
    expect(stdout).toMatch(/verifier/i);
    expect(stdout).toMatch(/program\.bpf\.c:\d+/);
  });
});

describeWith(requireBpf(), 'lab check', () => {
  it.each(['two words', "quo'te", 'double"quote', 'ümläut-日本', '-d', 'back\\slash $HOME `id`'])(
    'takes a folder that is called %j',
    async (name) => {
      const workspace = await makeWorkspace({});
      await mkdir(join(workspace.directory, name));
      await writeFile(join(workspace.directory, name, 'program.bpf.c'), solution);
      const { code, stdout } = await lab(['check', '02', `--dir=./${name}`], { cwd: workspace.directory });
      expect(stdout).toMatch(/✓ 02 flags.*5 of 5 points/s);
      expect(code).toBe(0);
      await workspace.remove();
    },
  );

  it('grades the folder it is in where no other is named', async () => {
    const workspace = await makeWorkspace({ 'program.bpf.c': solution });
    const { code } = await lab(['check', '02'], { cwd: workspace.directory });
    expect(code).toBe(0);
    await workspace.remove();
  });

  it('grades several steps, and fails if one of them fails', async () => {
    const one = await programs.solution('01');
    const workspace = await makeWorkspace({ 'program.bpf.c': one });
    const { code, stdout } = await lab(['check', '01', 'flags', '--dir', workspace.directory]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✓ 01 filename.*✗ 02 flags.*5 of 10 points/s);
    await workspace.remove();
  });

  it('says how to repeat a run, and the same seed repeats it', async () => {
    const first = await checkProgramText(solution, '--seed', '271828', '--events');
    const second = await checkProgramText(solution, '--seed', '271828', '--events');
    const other = await checkProgramText(solution, '--seed', '271829', '--events');
    expect(first.stdout).toContain('--seed 271828');
    expect(shellOpens(first.stdout)).toHaveLength(3);
    expect(shellOpens(second.stdout)).toEqual(shellOpens(first.stdout));
    expect(shellOpens(other.stdout)).not.toEqual(shellOpens(first.stdout));
  });

  it('does not mind a reader who has had enough', async () => {
    const command = `${process.execPath} bin/lab.js check 02 --solution --events | head -1`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], {
      cwd: projectRoot,
      env: { ...process.env, ...places.env, [MARK]: mark },
    });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('');
    await expect.poll(() => processesWith(MARK, mark), { timeout: 10_000 }).toEqual([]);
  });

  it('gives up in time when told so', async () => {
    const endless = `#define A(x) x x x x x x x x x x x x x x x x\nint a = A(A(A(A(A(A(A(1+)))))));\n${solution}`;
    const { code, stdout } = await checkProgramText(endless, '--timeout', '1');
    expect([1, 3]).toContain(code);
    expect(stdout).toMatch(/✗|!/);
  });
});

/** Names and flags of what the shell opened, in order: the first three, one of which has a drawn name. */
function shellOpens(stdout: string): readonly string[] {
  return [...stdout.matchAll(/^lab-\S+ +(?:sh|cat) .*?\d+ +\d+ (.*)$/gm)].map(([, rest = '']) => rest);
}

describeWith(requireBpf(), 'lab check --json', () => {
  const validate = async (text: string): Promise<unknown> => {
    const schema = JSON.parse(await readFile(join(projectRoot, 'docs/check.schema.json'), 'utf8'));
    const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
    const document: unknown = JSON.parse(text);
    expect(ajv.validate(schema, document), ajv.errorsText()).toBe(true);
    return document;
  };

  it.each([
    ['a program that passes', solution, 0, { status: 'passed', points: 5 }],
    [
      'a program that fails',
      edit(solution, ['event->flags = flags', 'event->flags = 577']),
      1,
      { status: 'failed', points: 0 },
    ],
    ['a program that does not compile', `${solution}}`, 1, { status: 'failed', points: 0 }],
    [
      'a program that the kernel refuses',
      edit(solution, ['\tif (!event)\n\t\treturn 0;\n', '']),
      1,
      { status: 'failed', points: 0 },
    ],
    ['an empty program', '', 1, { status: 'failed', points: 0 }],
  ])('prints one valid document and nothing else for %s', async (_what, program, code, expected) => {
    const result = await checkProgramText(program, '--json', '--seed', '1');
    expect(result.code).toBe(code);
    expect(result.stderr).toBe('');
    expect(await validate(result.stdout)).toMatchObject({
      ...expected,
      schemaVersion: 1,
      seed: 1,
      engine: 'host',
    });
  });

  it('prints one valid document where the machine could not judge', async () => {
    const result = await lab(['check', '02', '--solution', '--json'], { env: { LAB_CLANG: '/nonexistent' } });
    expect(result.code).toBe(3);
    expect(await validate(result.stdout)).toMatchObject({
      status: 'error',
      steps: [{ status: 'error', error: { code: 'no-clang', hint: expect.stringContaining('clang') } }],
    });
  });

  it('prints one valid document for several steps', async () => {
    const result = await lab(['check', '--all', '--solution', '--json']);
    expect(result.code).toBe(0);
    expect(await validate(result.stdout)).toMatchObject({
      status: 'passed',
      steps: [{ id: '00' }, { id: '01' }, { id: '02' }, { id: '03' }, { id: '04' }],
    });
  });
});

describeWith(requireBpf(), 'on a machine that lacks something, lab check ends with 3 and says what', () => {
  const cases: readonly [string, string, () => Promise<LabOptions>, RegExp][] = [
    ['no clang', 'auto', async () => ({ env: { PATH: await pathWith(places.folder, 'runc') } }), /clang/],
    ['another clang than named', 'auto', async () => ({ env: { LAB_CLANG: '/nonexistent' } }), /LAB_CLANG/],
    [
      'no container runtime',
      'auto',
      async () => ({ env: { PATH: await pathWith(places.folder, CLANG) } }),
      /runc is not installed.*docker is not installed.*podman is not installed/,
    ],
    [
      'no runc',
      'runc',
      async () => ({ env: { PATH: await pathWith(places.folder, CLANG, 'docker') } }),
      /runc is not installed/,
    ],
    [
      'no docker engine',
      'docker',
      async () => ({ env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' } }),
      /docker (does not answer|is not installed)/,
    ],
    ['no BTF', 'auto', async () => ({ through: hiding('-t tmpfs none /sys/kernel/btf') }), /BTF/],
  ];

  it.each(cases)('%s', async (_what, runtime, options, reason) => {
    const { code, stdout } = await lab(
      ['check', '02', '--solution', '--container', runtime],
      await options(),
    );
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(reason);
    expect(stdout).toContain('mend');
    expect(code).toBe(3);
  });
});

/** A mount namespace in which something of the machine is hidden. */
function hiding(mount: string): readonly string[] {
  return ['unshare', '--mount', 'sh', '-c', `mount ${mount} && exec "$@"`, 'sh'];
}

describeWith(requireBpf() ?? requirePrograms('setpriv'), 'in a project of its own', () => {
  let copy: ProjectCopy;
  let own: Workspace;

  beforeAll(async () => {
    copy = await copyProject();
    own = await makeWorkspace({ 'program.bpf.c': solution });
    await chmod(own.directory, 0o755);
  });

  afterAll(async () => {
    await copy.remove();
    await own.remove();
  });

  it('the lab runs from any place', async () => {
    const { code } = await lab(['check', '02', '--solution'], { project: copy.root });
    expect(code).toBe(0);
  });

  describe('for a user who is not root', () => {
    let through: readonly string[];
    let home: Places;

    beforeEach(async () => {
      const [setpriv = 'setpriv'] = await executables('setpriv');
      through = [setpriv, `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];
      home = await makePlaces(NOBODY);
    });

    afterEach(() => home.remove());

    const asNobody = async (args: readonly string[], env: LabOptions['env'] = {}): Promise<LabResult> => {
      const result = await lab(args, {
        project: copy.root,
        through,
        cwd: own.directory,
        env: { ...home.env, GOMODCACHE: copy.goModCache, ...env },
      });
      expect(await home.leftovers()).toEqual([]);
      return result;
    };

    it('a program that may not be read is a wrong request', async () => {
      const program = join(own.directory, 'program.bpf.c');
      await chmod(program, 0);
      const { code, stderr } = await asNobody(['check', '02']);
      await chmod(program, 0o644);
      expect(code).toBe(2);
      expect(stderr).toMatch(/cannot be read.*ls -l/s);
    });

    it('without sudo the engine cannot start', async () => {
      const { code, stdout } = await asNobody(['check', '02'], {
        PATH: await pathWith(home.folder, CLANG, 'runc'),
      });
      expect(stdout).toMatch(/needs root/);
      expect(code).toBe(3);
    });

    it('lab run needs root as well', async () => {
      const { code, stderr } = await asNobody(['run', '.', '--timeout', '1'], {
        PATH: await pathWith(home.folder, CLANG, 'runc'),
      });
      expect(stderr).toMatch(/needs root/);
      expect(code).toBe(3);
    });

    it('a sudo that refuses is told in its own words, and never waited for', async () => {
      if ((await executables('sudo')).length === 0) return;
      const { code, stdout } = await asNobody(['check', '02']);
      expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/needs root.*sudo: /);
      expect(code).toBe(3);
    });
  });

  it('a typo in step.yaml is told with file, line and column', async () => {
    await copy.replace('steps/01-filename/step.yaml', 'title: Which', 'titel: Which');
    const { code, stderr } = await lab(['check', '02', '--solution'], { project: copy.root });
    expect(code).toBe(3);
    expect(stderr).toContain('steps/01-filename/step.yaml:4:1: unknown key `titel`, did you mean `title`?');
  });

  it('a course without steps is told', async () => {
    await rm(copy.path('steps'), { recursive: true });
    await mkdir(copy.path('steps'));
    const { code, stderr } = await lab(['check', '02', '--solution'], { project: copy.root });
    expect(code).toBe(3);
    expect(stderr).toMatch(/course/);
  });

  it.each([
    ['the opener', 'build/opener'],
    ['the addon', 'build/native/Release/gadget_lab.node'],
    ['the witness', 'build/bpf/witness.bpf.o'],
    ['the engine', 'dist/grader/engine/session/main.js'],
    ['everything', 'dist'],
  ])('without %s it says that it is not set up', async (_what, part) => {
    const broken = await copyProject();
    await rm(broken.path(part), { recursive: true });
    const { code, stdout, stderr } = await lab(['check', '02', '--solution'], { project: broken.root });
    await broken.remove();
    expect(stdout + stderr).toMatch(/npm run setup/);
    expect(code).toBe(3);
  });
});
