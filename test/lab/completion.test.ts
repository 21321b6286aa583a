import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unquote } from '../../lab/completion/words.ts';
import { runLab } from '../support/lab.ts';
import { describeWith, requirePrograms } from '../support/requires.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

/** What completes this line, without the descriptions. */
async function completionsOf(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await runLab(['__complete', '--', ...words], { env: { LAB_STORE: '/nonexistent' } });
  const [paths = '', ...lines] = stdout.trimEnd().split('\n');
  return [...lines.map((line) => line.split('\t')[0] ?? ''), ...(paths === 'none' ? [] : [`<${paths}>`])];
}

describe('what Tab offers', () => {
  it.each([
    [['ch'], ['check']],
    [
      ['registry', 'st'],
      ['start', 'stop', 'status'],
    ],
    [
      ['image', 'ls', '--no'],
      ['--no-trunc', '--no-color'],
    ],
    [
      ['help', 'image', 'pu'],
      ['push', 'pull'],
    ],
    [
      ['check', 'f'],
      ['filename', 'flags'],
    ],
    [
      ['check', '00', '01', '0'],
      ['02', '03', '04'],
    ],
    [['check', '--see'], ['--seed']],
    [['check', '--seed', '1', '--see'], []],
    [['check', '--seed', ''], []],
    [['check', '--container', 'do'], ['docker']],
    [['check', '--container=do'], ['--container=docker']],
    [['check', '-d', ''], ['<folders>']],
    [['check', '--dir=./a'], ['<folders>']],
    [['check', '--', '--see'], []],
    [
      ['run', '-o', 'js'],
      ['json', 'jsonpretty'],
    ],
    [['run', ''], ['<folders>']],
    [['run', '.', ''], []],
    [['image', 'import', ''], ['<files>']],
    [['image', 'push', '--authfile', ''], ['<files>']],
    [
      ['completion', ''],
      ['bash', 'zsh'],
    ],
    [['nonsense', ''], []],
  ])('after lab %j: %j', async (words, expected) => {
    expect(await completionsOf(...words)).toEqual(expected);
  });

  it.each(['inspect', 'push', 'remove'])('is the names of images after lab image %s', async (command) => {
    const store = await mkdtemp(join(tmpdir(), 'lab-store-'));
    const image = (name: string) => ({
      mediaType: 'application/vnd.oci.image.index.v1+json',
      digest: `sha256:${'0'.repeat(64)}`,
      size: 1,
      annotations: { 'org.opencontainers.image.ref.name': name },
    });
    const manifests = ['localhost:5000/me/open:v1', 'ghcr.io/inspektor-gadget/gadget/mine:latest'].map(image);
    await writeFile(join(store, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
    const words = ['__complete', '--', 'image', command, ''];
    const { stdout } = await runLab(words, { env: { LAB_STORE: store } });
    expect(stdout).toBe('none\nlocalhost:5000/me/open:v1\t\nmine\t\n');
    await rm(store, { recursive: true });
  });

  it.each([
    ["'two words'", 'two words'],
    ["'two wo", 'two wo'],
    ['"two \\"w', 'two "w'],
    ['two\\ words', 'two words'],
    ['a\'b\'"c"\\d', 'abcd'],
    ['$(id)', '$(id)'],
    ['\\', ''],
  ])('understands the word %j as %j', (typed, meant) => {
    expect(unquote(typed)).toBe(meant);
  });
});

describe('lab completion', () => {
  it('says how it is installed in both shells', async () => {
    const { code, stdout } = await runLab(['completion']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/~\/\.bashrc.*eval "\$\(lab completion bash\)"/s);
    expect(stdout).toMatch(/~\/\.zshrc.*eval "\$\(lab completion zsh\)"/s);
  });

  it('does not know every shell', async () => {
    const { code, stderr } = await runLab(['completion', 'fish']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Allowed choices are bash, zsh/);
  });

  it('gives bash a script that it can read, twice too', async () => {
    const { stdout } = await runLab(['completion', 'bash']);
    const twice = ['--norc', '-euc', 'eval "$1"; eval "$1"; complete -p lab', 'bash', stdout];
    const { stdout: said } = await promisify(execFile)('bash', twice);
    expect(said).toContain('_lab_complete lab');
  });
});

describeWith(requirePrograms('tmux', 'setpriv'), 'in a real bash, without bash-completion', () => {
  let folder: string;
  let terminal: Terminal;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab completion '));
    await mkdir(join(folder, 'two words'));
    await writeFile(join(folder, 'share.tar'), '');
    terminal = await openTerminal({ cwd: folder, env: { LAB_STORE: join(folder, 'none') } });
    await enter('eval "$(lab completion bash)"; clear; echo ready');
    await terminal.waitFor(/^ready$/m);
  });

  afterEach(async () => {
    await terminal.close();
    await rm(folder, { recursive: true });
  });

  async function enter(line: string): Promise<void> {
    await terminal.type(line);
    await terminal.press('Enter');
  }

  /** Types a line, presses Tab, and waits until the line has become this. */
  async function tab(typed: string, line: string): Promise<void> {
    await terminal.type(typed);
    await terminal.press('Tab');
    // A line that ends with a blank is seen by the mark behind it.
    await terminal.waitFor(line.trimEnd());
    await terminal.type('|');
    await terminal.waitFor(`$ ${line}|`);
    await terminal.press('C-u');
  }

  it('completes a command', () => tab('lab ch', 'lab check '));
  it('completes an option', () => tab('lab check --con', 'lab check --container '));
  it('completes the choice of an option', () =>
    tab('lab check --container pod', 'lab check --container podman '));
  it('completes behind an equals sign', () =>
    tab('lab check --container=pod', 'lab check --container=podman '));
  it('quotes the blank in the name of a folder', () => tab('lab run tw', 'lab run two\\ words/'));
  it('quotes it behind an equals sign', () => tab('lab check --dir=tw', 'lab check --dir=two\\ words/'));
  it('keeps quotes that are open', () => tab('lab check -d "tw', 'lab check -d "two words"/'));
  it('completes a file', () => tab('lab image import sh', 'lab image import share.tar '));
  it('completes behind a folder with a blank', () =>
    tab('lab check -d two\\ words 00 --so', 'lab check -d two\\ words 00 --solution '));

  it('completes in the middle of a line', async () => {
    await terminal.type('lab che 00');
    await terminal.press('Left', 'Left', 'Left', 'Tab');
    await terminal.waitFor('lab check 00');
  });

  it('lists the steps', async () => {
    await terminal.type('lab check ');
    await terminal.press('Tab', 'Tab');
    const screen = await terminal.waitFor('basic-tracer');
    for (const step of ['00', '01', '02', '03', '04', 'filename', 'flags', 'share', 'wasm'])
      expect(screen).toMatch(new RegExp(`\\b${step}\\b`));
    expect(screen).not.toContain('two words');
  });

  it('never runs what is on the line', async () => {
    await terminal.type(`lab check '$(touch one)' $(touch two) --con`);
    await terminal.press('Tab');
    await terminal.waitFor('--container');
    expect(['one', 'two'].filter((name) => existsSync(join(folder, name)))).toEqual([]);
  });
});

describeWith(zshMissing(), 'in zsh', () => {
  it('gives a script that it can read', async () => {
    const { stdout } = await runLab(['completion', 'zsh']);
    execFileSync('zsh', ['-fnc', stdout]);
    expect(stdout).toMatch(/^#compdef lab\n/);
  });
});

/** Debian has no zsh by itself, and no machine should fail for the lack of one. */
function zshMissing(): string | undefined {
  const folders = (process.env.PATH ?? '').split(':');
  return folders.some((folder) => existsSync(join(folder, 'zsh'))) ? undefined : 'zsh not installed';
}
