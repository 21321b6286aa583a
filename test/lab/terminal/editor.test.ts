import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../grader/model/project.ts';
import { type Editor, findEditor, openEditor, placeArguments } from '../../../lab/terminal/editor.ts';

const VARIABLES = ['VISUAL', 'EDITOR', 'TERM_PROGRAM', 'PATH'] as const;
const before = VARIABLES.map((name) => [name, process.env[name]] as const);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab editor '));
  setVariables({});
});

afterEach(async () => {
  setVariables(Object.fromEntries(before));
  await rm(folder, { recursive: true });
});

function setVariables(values: Partial<Record<string, string | undefined>>): void {
  for (const name of VARIABLES) delete process.env[name];
  process.env.PATH = folder;
  for (const [name, value] of Object.entries(values)) if (value !== undefined) process.env[name] = value;
}

async function program(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const wished = async (command: string): Promise<Editor> => {
  process.env.EDITOR = command;
  const editor = await findEditor();
  if (!editor) throw new Error('no editor was found');
  return editor;
};

describe('the editor', () => {
  it('is $VISUAL, or $EDITOR where that is empty, whether it is there or not', async () => {
    setVariables({ VISUAL: 'emacs', EDITOR: 'vi' });
    expect(await findEditor()).toEqual({ command: 'emacs', hasWindow: false });
    setVariables({ VISUAL: ' ', EDITOR: ' vi ' });
    expect(await findEditor()).toEqual({ command: 'vi', hasWindow: false });
  });

  it('is whatever there is where nobody wished for one', async () => {
    expect(await findEditor()).toBeUndefined();
    await program('vi', '');
    expect(await findEditor()).toEqual({ command: 'vi', hasWindow: false });
    await program('nano', '');
    expect(await findEditor()).toEqual({ command: 'nano', hasWindow: false });
    await program('sensible-editor', '');
    expect(await findEditor()).toEqual({ command: 'sensible-editor', hasWindow: false });
  });

  it('is the one whose terminal this is', async () => {
    for (const name of ['code', 'sensible-editor']) await program(name, '');
    process.env.TERM_PROGRAM = 'vscode';
    expect(await findEditor()).toEqual({ command: 'code', hasWindow: true });
  });
});

describe('an editor is told the place in its own way', () => {
  const place = { file: '/w/go/main.go', line: 12, column: 5 };

  it.each([
    ['vi', false, ['+12', '/w/go/main.go']],
    ['nano -l', false, ['+12', '/w/go/main.go']],
    ['emacs -nw', false, ['+12', '/w/go/main.go']],
    ['/usr/bin/vim.tiny', false, ['+12', '/w/go/main.go']],
    ['hx', false, ['/w/go/main.go:12:5']],
    ['helix --log x', false, ['/w/go/main.go:12:5']],
    ['code --wait', true, ['-g', '/w/go/main.go:12:5']],
    ['/snap/bin/codium', true, ['-g', '/w/go/main.go:12:5']],
    ['subl', true, ['/w/go/main.go:12:5']],
    ['zed', true, ['/w/go/main.go:12:5']],
    ['"/path with spaces/code" --wait', true, ['-g', '/w/go/main.go:12:5']],
    ["'/path with spaces/hx'", false, ['/w/go/main.go:12:5']],
    [String.raw`/path\ with\ spaces/code`, true, ['-g', '/w/go/main.go:12:5']],
    ['"/path with spaces/vi" -u NONE', false, ['+12', '/w/go/main.go']],
    // Names that every object of JavaScript has.
    ['constructor', false, ['+12', '/w/go/main.go']],
  ])('%s', async (command, hasWindow, expected) => {
    const editor = await wished(command);
    expect(editor).toEqual({ command, hasWindow });
    expect(placeArguments(editor, place)).toEqual(expected);
  });

  it.each([
    ['vi', ['/w/go/main.go'], ['+3', '/w/go/main.go']],
    ['hx', ['/w/go/main.go'], ['/w/go/main.go:3']],
    ['code', ['-g', '/w/go/main.go'], ['-g', '/w/go/main.go:3']],
  ])('%s, as far as it is known', async (command, nowhere, onLine) => {
    const editor = await wished(command);
    expect(placeArguments(editor, { file: place.file })).toEqual(nowhere);
    expect(placeArguments(editor, { file: place.file, column: 5 })).toEqual(nowhere);
    expect(placeArguments(editor, { file: place.file, line: 3 })).toEqual(onLine);
  });
});

describe('an editor in the terminal', () => {
  it('gets exactly these arguments, after those of its own, and is waited for', async () => {
    const path = await program('bin dir/my vi', `/bin/sleep 0.2; printf '%s\\n' "$@" > '${folder}/got'`);
    const file = join(folder, 'a "quoted" $HOME `name`;.c');
    const editor = await wished(`"${path}" -u 'no ne' --cmd=\\"x\\"`);
    expect(await openEditor(editor, { file, line: 7 })).toBe(true);
    expect(await readFile(join(folder, 'got'), 'utf8')).toBe(`-u\nno ne\n--cmd="x"\n+7\n${file}\n`);
  });

  it.each([
    ['0', 'exit 0', true],
    ['1', 'exit 1', true],
    ['128', 'exit 128', true],
    ['a signal', 'kill -9 $$', true],
  ])('that ends with %s was there', async (_how, script, expected) => {
    await program('some-editor', script);
    expect(await openEditor(await wished('some-editor'), { file: '/x' })).toBe(expected);
  });

  it('that is missing, or no program, does not start', async () => {
    await writeFile(join(folder, 'no-program'), 'text');
    for (const command of [
      'no-such-editor',
      '/no/such/editor',
      join(folder, 'no-program').replaceAll(' ', '\\ '),
    ])
      expect(await quietly(command)).toBe('false');
  });
});

describe('an editor with a window', () => {
  it('is not waited for', async () => {
    await program('code', `printf '%s\\n' "$@" > '${folder}/got'; exec /bin/sleep 3`);
    const editor = await wished('code --wait');
    const ended = openEditor(editor, { file: '/x.c', line: 1, column: 2 });
    expect(await ended).toBe(true);
    await expect
      .poll(() => readFile(join(folder, 'got'), 'utf8').catch(() => ''))
      .toBe('--wait\n-g\n/x.c:1:2\n');
  });

  it('that is missing does not start', async () => {
    expect(await openEditor(await wished('code'), { file: '/x.c' })).toBe(false);
    expect(await openEditor(await wished('/no/such/code --wait'), { file: '/x.c' })).toBe(false);
  });

  it('does not keep the lab from ending', async () => {
    await program('code', 'exec /bin/sleep 3');
    expect(await quietly('code')).toBe('true');
  });
});

/** Opens in a process of its own, with the shell's complaints out of the way. */
async function quietly(command: string): Promise<string> {
  const script = `
    import { findEditor, openEditor } from '${projectRoot}/lab/terminal/editor.ts';
    process.stdout.write(String(await openEditor(await findEditor(), { file: '/x.c' })));
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: projectRoot,
    env: { ...process.env, EDITOR: command },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (text) => (said += String(text)));
  await once(child, 'close');
  return said;
}
