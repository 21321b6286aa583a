import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildGadget, buildModule, findGo, OLDEST_GO } from '../../../grader/build/index.ts';
import { isNewEnough } from '../../../grader/build/module/go.ts';
import { projectRoot } from '../../../grader/model/project.ts';
import { artifactOf, SMALL, write } from '../support.ts';
import { goFiles, goSandbox, program, script, useEnvironment } from './support.ts';

const { root, workspace } = goSandbox();
const setEnvironment = useEnvironment();
const old = () => script(join(root, 'old'), 'go', 'echo "go version go1.22.2 linux/amd64"');
const gadget = (source = program('')) => workspace(goFiles(source, { 'program.bpf.c': SMALL }));

describe('without a Go that is new enough', () => {
  const chosen: readonly (readonly [string, () => string])[] = [
    ['an old one', old],
    ['one that is missing', () => '/nowhere/go'],
    ['a name that is not on the PATH', () => 'go-nope'],
    ['no Go', () => '/bin/true'],
    ['one that fails', () => script(join(root, 'failing'), 'go', 'exit 2')],
    ['a folder', () => root],
  ];
  test.each(chosen)(
    'where LAB_GO names %s, the module needs another machine and the program does not',
    async (_, name) => {
      const path = name();
      setEnvironment({ LAB_GO: path });
      const directory = gadget();
      await expect(buildModule({ directory, useCache: false })).rejects.toMatchObject({
        kind: 'machine',
        code: 'no-go',
        message: expect.stringContaining(path),
        hint: expect.stringMatching(/LAB_GO.*npm run setup/),
      });
      expect(artifactOf(await buildGadget({ directory })).object.length).toBeGreaterThan(0);
    },
  );

  test('where the cache has the module, it still needs Go, as the key has its version', async () => {
    const directory = gadget();
    await buildModule({ directory });
    setEnvironment({ LAB_GO: old() });
    await expect(buildModule({ directory })).rejects.toMatchObject({ code: 'no-go' });
  });

  test('a gadget that has no module, or has a mistake in build.yaml, needs no Go', async () => {
    setEnvironment({ LAB_GO: '/nowhere/go' });
    const plain = await buildModule({ directory: workspace({ 'program.bpf.c': SMALL }) });
    const wrong = await buildModule({ directory: workspace({ 'build.yaml': 'wasm: 1\n' }) });
    expect([plain.status, wrong.status]).toEqual(['absent', 'failed']);
  });

  test('LAB_GO may name one on the PATH, and an old one before it is passed over', async () => {
    const usual = await findGo();
    setEnvironment({ LAB_GO: 'go', PATH: `${join(old(), '..')}${delimiter}${process.env.PATH ?? ''}` });
    expect(await findGo()).toEqual(usual);
  });

  test.each([
    ['1.24', true],
    ['1.24rc1', true],
    ['1.26.8', true],
    ['2.0', true],
    ['1.23.12', false],
    ['1.9', false],
    ['devel', false],
  ])(`%s is at least ${OLDEST_GO}: %s`, (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });

  test('what a command said is not asked again until it changes', async () => {
    const log = join(root, 'asked');
    const counted = () =>
      script(join(root, 'counted'), 'go', `echo x >> '${log}'\necho "go version go1.25.1 linux/amd64"`);
    setEnvironment({ LAB_GO: counted() });
    const [first, second] = [await findGo(), await findGo()];
    expect(second).toEqual(first);
    expect(readFileSync(log, 'utf8')).toBe('x\n');
    write(join(root, 'counted'), 'go', '#!/bin/sh\necho "go version go1.25.10 linux/amd64"\n');
    expect(await findGo()).toMatchObject({ version: '1.25.10' });
  });
});

describe('without LAB_GO', () => {
  type Toolchain = typeof import('../../../grader/build/module/go.ts');
  let projects = 0;

  /** {@link findGo} of a project of its own, with this choice of set-up, if any. */
  async function projectWith(toolchain: string | undefined): Promise<Toolchain['findGo']> {
    projects += 1;
    const project = join(root, `project-${projects}`);
    mkdirSync(join(project, 'steps'), { recursive: true });
    for (const part of ['package.json', 'grader/model', 'grader/process', 'grader/build']) {
      cpSync(join(projectRoot, part), join(project, part), { recursive: true });
    }
    if (toolchain !== undefined) write(project, 'build/toolchain.json', toolchain);
    const copy: Toolchain = await import(/* @vite-ignore */ join(project, 'grader/build/module/go.ts'));
    return copy.findGo;
  }

  test("it is set-up's choice, whatever is on the PATH", async () => {
    const newer = script(join(root, 'newer'), 'go', 'echo "go version go1.30 linux/amd64"');
    const find = await projectWith(JSON.stringify({ go: newer }));
    setEnvironment({ LAB_GO: undefined });
    expect(await find()).toMatchObject({ path: newer, version: '1.30' });
    setEnvironment({ PATH: root });
    expect(await find()).toMatchObject({ path: newer });
  });

  test.each([
    ['made none', undefined],
    ['broke off', '{"go":'],
    ['names none', '{"go":null}'],
    ['names one that is gone', '{"go":"/nowhere/go"}'],
    ['names one that is old by now', JSON.stringify({ go: join(root, 'old/go') })],
  ])('where set-up %s, it is the first on the PATH that is new enough', async (_, toolchain) => {
    const usual = await findGo();
    const find = await projectWith(toolchain);
    const folders = [join(old(), '..'), join(usual.path, '..'), process.env.PATH ?? ''];
    setEnvironment({ LAB_GO: undefined, PATH: folders.join(delimiter) });
    expect(await find()).toEqual(usual);
  });

  test.each([
    ['nothing is there', () => root, 'and there is none'],
    ['all are old', () => join(old(), '..'), `and here is 1.22.2 (${join(root, 'old/go')})`],
  ])('where %s, the message says so and the hint names the command', async (_, path, message) => {
    const find = await projectWith(undefined);
    setEnvironment({ LAB_GO: undefined, PATH: path() });
    await expect(find()).rejects.toMatchObject({
      kind: 'machine',
      code: 'no-go',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('npm run setup'),
    });
  });
});
