import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { executables } from '../../../grader/build/executables.ts';
import { type LabOptions, type LabResult, runLab } from '../../support/lab.ts';
import { makePlaces, NOBODY, type Places, pathWith } from '../../support/places.ts';
import { copyProject, type ProjectCopy } from '../../support/project-copy.ts';
import { describeWith, requireBpf, requirePrograms } from '../../support/requires.ts';
import { type DoctorDocument, type FoundNeed, schemaErrors } from './schema.ts';

/** What every step needs of the PATH, with `node` for the lab itself. */
const BASIS = ['clang-19', 'clang', 'runc', 'unshare', 'mount', 'sh', 'ls', 'tar', 'node'];
const EVERYTHING = [...BASIS, 'skopeo', 'docker-registry'];

let places: Places;

beforeEach(async () => {
  places = await makePlaces();
});

afterEach(() => places.remove());

async function lab(args: readonly string[], options: LabOptions = {}): Promise<LabResult> {
  const result = await runLab(args, { ...options, env: { ...places.env, ...options.env } });
  expect(result.stdout + result.stderr).not.toMatch(/^ {4}at |node:internal/m);
  return result;
}

/** Runs `lab doctor --json`, whose document must be valid and alone. */
async function doctor(args: readonly string[] = [], options: LabOptions = {}) {
  const { code, stdout, stderr } = await lab(['doctor', '--json', ...args], options);
  expect(stderr).toBe('');
  const document: DoctorDocument = JSON.parse(stdout);
  expect(schemaErrors(document)).toEqual([]);
  expect(code).toBe(document.status === 'ok' ? 0 : 3);
  return {
    document,
    need: (id: string): FoundNeed | undefined => document.needs.find((need) => need.id === id),
  };
}

async function withPath(...names: readonly string[]): Promise<LabOptions> {
  return { env: { PATH: await pathWith(places.folder, ...names) } };
}

/** A PATH in front of the machine's own, on which one program is a shell script. */
async function withScript(name: string, script: string): Promise<LabOptions> {
  const folder = join(places.folder, '.scripts');
  await mkdir(folder);
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
  return { env: { PATH: `${folder}:${process.env.PATH}` } };
}

const stepsThatWork = ({ steps }: DoctorDocument): readonly string[] =>
  steps.filter(({ works }) => works === true).map(({ id }) => id);

describeWith(
  requireBpf() ?? requirePrograms('runc', 'skopeo', 'docker-registry', 'unshare'),
  'lab doctor',
  () => {
    it('finds that every step works where everything is there, having loaded eBPF and started containers', async () => {
      const { document, need } = await doctor();
      expect(document.status).toBe('ok');
      expect(stepsThatWork(document)).toEqual(['00', '01', '02', '03', '04']);
      expect(need('ebpf')).toMatchObject({
        status: 'ok',
        detail: expect.stringContaining('loaded and attached'),
      });
      expect(need('containers')).toMatchObject({ status: 'ok', detail: expect.stringContaining('runc') });
    });

    it('leaves nothing in the temporary folder', async () => {
      await doctor();
      expect(await places.leftovers()).toEqual([]);
    });

    it.each([
      ['02', ['skopeo', 'registry', 'go']],
      ['03', ['go']],
      ['04', []],
    ])('looks for step %s at nothing that only other steps need', async (step, others) => {
      const { document } = await doctor([step]);
      const ids = document.needs.map(({ id }) => id);
      expect(document.steps.map(({ id }) => id)).toEqual([step]);
      expect(ids).toEqual(expect.arrayContaining(['clang', 'ebpf', 'containers']));
      for (const other of [...others, 'editor', 'podman', 'qemu']) expect(ids).not.toContain(other);
    });

    it('takes a name for a step, and refuses one that is none', async () => {
      expect((await doctor(['filename'])).document.steps).toMatchObject([{ id: '01' }]);
      const { code, stdout, stderr } = await lab(['doctor', 'filenam']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('did you mean `filename`?');
    });

    it('without skopeo, only sharing does not work', async () => {
      const { document, need } = await doctor([], await withPath(...BASIS, 'docker-registry'));
      expect(need('skopeo')).toMatchObject({
        status: 'missing',
        mend: { kind: 'command', text: expect.stringMatching(/apt-get install --yes skopeo$/) },
      });
      expect(stepsThatWork(document)).toEqual(expect.arrayContaining(['00', '01', '02']));
      expect(document.steps.find(({ id }) => id === '03')).toMatchObject({
        works: false,
        because: ['skopeo'],
      });
    });

    it('without clang nothing can be compiled, but eBPF can be loaded all the same', async () => {
      const { document, need } = await doctor(
        [],
        await withPath(...EVERYTHING.filter((name) => !name.startsWith('clang'))),
      );
      expect(need('clang')).toMatchObject({
        status: 'missing',
        mend: { text: expect.stringContaining('clang-19') },
      });
      expect(need('ebpf')).toMatchObject({ status: 'ok' });
      expect(stepsThatWork(document)).toEqual([]);
    });

    it('calls a clang that was named and is none broken, not missing', async () => {
      const { need } = await doctor(['00'], { env: { LAB_CLANG: '/nonexistent' } });
      expect(need('clang')).toMatchObject({ status: 'broken', mend: { kind: 'advice' } });
    });

    it('without a container runtime it does not know whether eBPF can be loaded', async () => {
      const { need, document } = await doctor(
        [],
        await withPath(...EVERYTHING.filter((name) => name !== 'runc')),
      );
      expect(need('containers')).toMatchObject({
        status: 'missing',
        mend: { text: expect.stringContaining('runc') },
      });
      expect(need('ebpf')).toMatchObject({ status: 'untested' });
      expect(document.steps[0]).toMatchObject({ works: false, because: ['containers'] });
    });

    it.each([
      ['answers garbage', 'echo "<html>502 Bad Gateway</html>"', 'broken', /502 Bad Gateway/],
      [
        'does not reach its engine',
        'echo "Cannot connect to the daemon" >&2; exit 1',
        'broken',
        /Cannot connect/,
      ],
      [
        'may not be asked',
        'echo "permission denied while trying to connect" >&2; exit 1',
        'untested',
        /permission denied/,
      ],
      ['never answers', 'exec sleep 100', 'untested', /did not answer within/],
    ])('a docker that %s does not matter where runc works', async (_what, script, status, detail) => {
      const { document, need } = await doctor([], await withScript('docker', script));
      expect(need('docker')).toMatchObject({ status, neededFor: [], detail: expect.stringMatching(detail) });
      expect(document.status).toBe('ok');
    });

    it('a runc that cannot start anything is found by starting something', async () => {
      const script = 'case "$1" in --version) echo "runc version 1.0";; *) echo no >&2; exit 1;; esac';
      const { need } = await doctor(['00'], await withScript('runc', script));
      expect(need('containers')).toMatchObject({ status: 'broken' });
      expect(need('ebpf')).toMatchObject({ status: 'ok' });
    });

    it('a kernel without BTF is told, and so is what could not be tried then', async () => {
      const through = [
        'unshare',
        '--mount',
        'sh',
        '-c',
        'mount -t tmpfs none /sys/kernel/btf && exec "$@"',
        'sh',
      ];
      const { need } = await doctor(['00'], { through });
      expect(need('btf')).toMatchObject({ status: 'missing' });
      expect(need('ebpf')).toMatchObject({
        status: 'broken',
        detail: expect.stringContaining('does not describe its types'),
      });
      expect(need('containers')).toMatchObject({ status: 'untested' });
    });

    it('a temporary folder that is not there is told', async () => {
      const { need } = await doctor(['00'], { env: { TMPDIR: join(places.folder, 'gone') } });
      expect(need('temp-folder')).toMatchObject({
        status: 'broken',
        detail: expect.stringContaining('ENOENT'),
      });
    });

    it('an editor that is not there is told, and needed for nothing', async () => {
      const { need, document } = await doctor([], { env: { VISUAL: '', EDITOR: 'emacs-of-nobody -nw' } });
      expect(need('editor')).toMatchObject({ status: 'broken', neededFor: [] });
      expect(document.status).toBe('ok');
    });

    describe('for people', () => {
      it('says what works and what to type next', async () => {
        const { code, stdout, stderr } = await lab(['doctor']);
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(stdout).toMatch(/^To compile\n {2}✓ Node\.js {2,}\d+/);
        expect(stdout).toMatch(/\nSteps 00–04 work here\.\nnext lab \w+.*\n$/);
        expect(stdout).not.toContain('\u001b');
      });

      it('names the step that does not work, and the command that mends it', async () => {
        const { code, stdout } = await lab(['doctor'], await withPath(...BASIS, 'docker-registry', 'go'));
        expect(code).toBe(3);
        expect(stdout).toMatch(
          /✗ skopeo .*\n +mend: .*apt-get install --yes skopeo|✗ skopeo .*\n +mend: install skopeo/,
        );
        expect(stdout).toMatch(/Steps 00–02 .*work here.*; 03.* needs? skopeo/);
        expect(stdout).toContain('next lab doctor --fix');
      });

      it('explains itself', async () => {
        const { code, stdout } = await lab(['doctor', '--help']);
        expect(code).toBe(0);
        expect(stdout).toMatch(/--fix.*Examples:.*Signs:/s);
      });
    });

    describe('--fix', () => {
      /** An apt-get that "installs" the machine's own program into the test's PATH. */
      async function installable(program: string): Promise<LabOptions> {
        const options = await withPath(...EVERYTHING.filter((name) => name !== program));
        const path = options.env?.PATH ?? '';
        const [real] = await executables(program);
        const script = `#!/bin/sh\necho "apt-get $*" >&2\nexec /bin/ln -s ${real} ${join(path, program)}\n`;
        await writeFile(join(path, 'apt-get'), script, { mode: 0o755 });
        return options;
      }

      it('runs the command that mends it, then tests again', async () => {
        const { code, stdout, stderr } = await lab(
          ['doctor', '03', '--fix', '--yes'],
          await installable('skopeo'),
        );
        expect(stderr).toMatch(/apt-get install --yes skopeo/);
        expect(stdout).toMatch(/✓ skopeo/);
        expect(code).toBe(0);
      });

      it('runs nothing where nobody can be asked', async () => {
        const { code, stdout, stderr } = await lab(['doctor', '03', '--fix'], await installable('skopeo'));
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
        expect(stderr).toMatch(/no terminal to ask on.*--yes/s);
        expect(stderr).not.toMatch(/^apt-get/m);
      });

      it('does nothing where nothing is missing', async () => {
        const { code, stderr } = await lab(['doctor', '--fix']);
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      });

      it('tells that a command failed, and how it stands then', async () => {
        const options = await installable('skopeo');
        await writeFile(join(options.env?.PATH ?? '', 'apt-get'), '#!/bin/sh\nexit 100\n');
        const { code, stdout, stderr } = await lab(['doctor', '03', '--fix', '--yes'], options);
        expect(stderr).toContain('It failed (exit code 100)');
        expect(stdout).toMatch(/✗ skopeo/);
        expect(code).toBe(3);
      });
    });

    describe('in a project of its own', () => {
      let copy: ProjectCopy;

      beforeAll(async () => {
        copy = await copyProject();
      });

      afterAll(() => copy.remove());

      it('for a user without rights, what only root may test is untested, not missing', async () => {
        const { need, document } = await asNobody();
        expect(need('rights')?.status).toMatch(/missing|broken|untested/);
        for (const id of ['tracepoints', 'ebpf', 'containers'])
          expect(need(id)).toMatchObject({ status: 'untested' });
        for (const id of ['clang', 'addon', 'kernel', 'btf', 'built'])
          expect(need(id)).toMatchObject({ status: 'ok' });
        expect(stepsThatWork(document)).toEqual([]);
      });

      it('a home that cannot be written keeps nothing from working', async () => {
        const { need } = await asNobody({ HOME: places.folder, XDG_CACHE_HOME: undefined });
        expect(need('cache-folder')).toMatchObject({ status: 'broken', neededFor: [] });
        expect(need('clang')).toMatchObject({ status: 'ok' });
        expect(need('temp-folder')).toMatchObject({ status: 'ok' });
      });

      it.each([
        ['the opener', 'build/opener', 'built'],
        ['the witness', 'build/bpf/witness.bpf.o', 'built'],
        ['the engine', 'dist/grader/engine/session/main.js', 'built'],
        ['the addon', 'build/native/Release/gadget_lab.node', 'addon'],
      ])('without %s it names set-up', async (_what, part, id) => {
        await using(
          part,
          (path) => rm(path),
          async () => {
            const { need } = await doctor(['00'], { project: copy.root });
            expect(need(id)).toMatchObject({
              status: 'missing',
              mend: { text: expect.stringContaining('run setup') },
            });
          },
        );
      });

      it('an addon that is no library is broken', async () => {
        await using(
          'build/native/Release/gadget_lab.node',
          (path) => writeFile(path, 'garbage'),
          async () => {
            const { need } = await doctor(['00'], { project: copy.root });
            expect(need('addon')).toMatchObject({
              status: 'broken',
              mend: { text: expect.stringContaining('setup') },
            });
            expect(need('ebpf')).toMatchObject({ status: 'broken' });
          },
        );
      });

      it('a course that cannot be read is a finding', async () => {
        await using(
          'steps/01-filename/step.yaml',
          (path) => writeFile(path, 'titel: x\n'),
          async () => {
            const { need, document } = await doctor([], { project: copy.root });
            expect(need('course')).toMatchObject({
              status: 'broken',
              detail: expect.stringContaining('01-filename'),
            });
            expect(document.steps).toHaveLength(5);
            expect(document.status).toBe('problems');
          },
        );
      });

      /** Breaks a part of the copy for as long as `work` takes. */
      async function using(
        part: string,
        breakIt: (path: string) => Promise<void>,
        work: () => Promise<void>,
      ) {
        const { readFile, stat } = await import('node:fs/promises');
        const path = copy.path(part);
        const [content, { mode }] = await Promise.all([readFile(path), stat(path)]);
        await breakIt(path);
        try {
          await work();
        } finally {
          await writeFile(path, content, { mode });
        }
      }

      async function asNobody(env: LabOptions['env'] = {}) {
        const [setpriv = 'setpriv'] = await executables('setpriv');
        const home = await makePlaces(NOBODY);
        try {
          return await doctor([], {
            project: copy.root,
            through: [setpriv, `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'],
            env: { ...home.env, GOMODCACHE: copy.goModCache, ...env },
          });
        } finally {
          await home.remove();
        }
      }
    });
  },
);

describe('docs/doctor.schema.json', () => {
  const need = { id: 'go', group: 'module', title: 'Go', neededFor: ['04'], status: 'ok', detail: '1.26' };
  const step = { id: '04', name: 'wasm', works: true, because: [] };
  const valid = {
    schemaVersion: 1,
    tool: { name: 'gadget-lab', version: '1.0.0' },
    status: 'ok',
    steps: [step],
    needs: [need],
  };

  it('accepts a document, and fields that are added later', () => {
    expect(schemaErrors({ ...valid, later: 1 })).toEqual([]);
  });

  it.each([
    ['another version', { ...valid, schemaVersion: 2 }],
    ['an unknown status', { ...valid, status: 'fine' }],
    ['a need of unknown state', { ...valid, needs: [{ ...need, status: 'optional' }] }],
    ['a need without a detail', { ...valid, needs: [{ ...need, detail: undefined }] }],
    ['a step that fails for no reason', { ...valid, steps: [{ ...step, works: false }] }],
    ['a step that works in spite of something', { ...valid, steps: [{ ...step, because: ['go'] }] }],
    ['a mend without its text', { ...valid, needs: [{ ...need, mend: { kind: 'command' } }] }],
  ])('refuses %s', (_what, document) => {
    expect(schemaErrors(JSON.parse(JSON.stringify(document)))).not.toEqual([]);
  });
});
