import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../grader/model/project.ts';
import { type FolderWatch, watchFolder } from '../../../lab/watch/folder.ts';
import { describeWith, requirePrograms } from '../../support/requires.ts';

/** A folder and who watches it. */
class Scene {
  readonly base: string;
  readonly root: string;
  readonly presences: boolean[] = [];
  changes = 0;
  readonly #poll: boolean;
  #last = 0;
  #watching: FolderWatch | undefined;

  constructor(base: string, poll: boolean) {
    this.base = base;
    this.root = join(base, 'mygadget');
    this.#poll = poll;
  }

  async save(path: string, text = `${Math.random()}`): Promise<void> {
    const absolute = join(this.root, path);
    await mkdir(dirname(absolute), { recursive: true });
    await writeFile(absolute, text);
  }

  watch(folder = this.root): void {
    this.#watching = watchFolder(folder, {
      poll: this.#poll,
      onChange: () => {
        this.changes += 1;
        this.#last = performance.now();
      },
      onPresence: (isThere) => this.presences.push(isThere),
      onNote: (text) => expect.unreachable(text),
    });
  }

  /** Watches, and saves a file until that is heard: nothing else says when the watch is complete. */
  async open(folder = this.root): Promise<void> {
    this.watch(folder);
    await until(async () => {
      await appendFile(join(this.root, 'heard.h'), 'x');
      await sleep(100);
      return this.changes > 0;
    });
    await this.quiet();
  }

  /** Waits until nothing has been told for longer than it takes to look at all files once. */
  async quiet(): Promise<void> {
    this.#last = performance.now();
    await until(async () => performance.now() - this.#last > (this.#poll ? 800 : 250));
  }

  /** Does something that must be told. */
  async heard(work: () => Promise<unknown>): Promise<void> {
    const before = this.changes;
    await work();
    await until(async () => this.changes > before);
    await this.quiet();
  }

  /** Does something that must not be told. */
  async unheard(work: () => Promise<unknown>): Promise<void> {
    const before = this.changes;
    await work();
    await sleep(1000);
    expect(this.changes).toBe(before);
    // Not telling would be easy for who hears nothing.
    await this.heard(() => this.save('program.bpf.c'));
  }

  async close(): Promise<void> {
    await this.#watching?.close();
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('it did not happen within 20 seconds');
    await sleep(10);
  }
}

/** A test has a folder of its own, and so waits beside the others. */
function scene(poll: boolean, play: (scene: Scene) => Promise<void>): () => Promise<void> {
  return async () => {
    const made = new Scene(await mkdtemp(join(tmpdir(), 'lab-folder-')), poll);
    try {
      await made.save('program.bpf.c', 'first');
      await play(made);
    } finally {
      await made.close();
      await rm(made.base, { recursive: true, force: true });
    }
  };
}

describe.concurrent.each([
  ['the system tells of changes', false],
  ['the lab looks again and again', true],
])('where %s, a change is', (_where, poll) => {
  it(
    'a save into the file, again and again',
    scene(poll, async (scene) => {
      await scene.open();
      for (let round = 0; round < 3; round += 1) await scene.heard(() => scene.save('program.bpf.c'));
    }),
  );

  it(
    'a save by rename, as vim does it, again and again',
    scene(poll, async (scene) => {
      await scene.open();
      for (let round = 0; round < 3; round += 1) {
        await scene.heard(async () => {
          await scene.save('4913');
          await unlink(join(scene.root, '4913'));
          await rename(join(scene.root, 'program.bpf.c'), join(scene.root, 'program.bpf.c~'));
          await scene.save('program.bpf.c');
          await unlink(join(scene.root, 'program.bpf.c~'));
        });
        await scene.heard(async () => {
          await scene.save('.program.tmp');
          await rename(join(scene.root, '.program.tmp'), join(scene.root, 'program.bpf.c'));
        });
      }
    }),
  );

  it(
    'a save by removing the file first',
    scene(poll, async (scene) => {
      await scene.open();
      await scene.heard(async () => {
        await unlink(join(scene.root, 'program.bpf.c'));
        await scene.save('program.bpf.c');
      });
      await scene.heard(() => scene.save('program.bpf.c'));
    }),
  );

  it(
    'a file that is removed, and one that comes back',
    scene(poll, async (scene) => {
      await scene.open();
      await scene.heard(() => unlink(join(scene.root, 'program.bpf.c')));
      await scene.heard(() => scene.save('program.bpf.c'));
    }),
  );

  it(
    'a new file, and a save in a folder of the folder',
    scene(poll, async (scene) => {
      await scene.save('go/main.go');
      await scene.open();
      await scene.heard(() => scene.save('gadget.yaml'));
      await scene.heard(() => scene.save('gadget.yaml'));
      await scene.heard(() => scene.save('go/main.go'));
    }),
  );

  it(
    'a new folder that has files at once, and later saves of them',
    scene(poll, async (scene) => {
      await scene.open();
      await scene.heard(async () => {
        await mkdir(join(scene.base, 'go/deep'), { recursive: true });
        await writeFile(join(scene.base, 'go/deep/main.go'), 'first');
        await rename(join(scene.base, 'go'), join(scene.root, 'go'));
      });
      await scene.heard(() => scene.save('go/deep/main.go'));
    }),
  );

  it(
    'many files at once, as few changes',
    scene(poll, async (scene) => {
      await scene.open();
      const before = scene.changes;
      await scene.heard(() =>
        Promise.all(Array.from({ length: 200 }, (_, number) => scene.save(`many/${number}.h`))),
      );
      // Polled folders are looked at one after another.
      expect(scene.changes - before).toBeLessThan(20);
    }),
  );

  it(
    'none where editors put their own files beside it',
    scene(poll, async (scene) => {
      await scene.open();
      // Nor what somebody else writes there: `lab watch | tee log`.
      const names = [
        'log',
        'a.out',
        '.program.bpf.c.swp',
        '.program.bpf.c.swx',
        'program.bpf.c~',
        '#program.bpf.c#',
      ];
      await scene.unheard(async () => {
        for (const name of [...names, '4913', 'program.bpf.c.bak', 'program.bpf.c.orig', 'x.tmp'])
          await scene.save(name);
        await symlink('somebody@somewhere.1234', join(scene.root, '.#program.bpf.c'));
        for (const name of names) await unlink(join(scene.root, name));
      });
    }),
  );

  it(
    'none in hidden folders and in those of packages',
    scene(poll, async (scene) => {
      await scene.save('.lab/state.json');
      await scene.save('.git/HEAD');
      await scene.open();
      await scene.unheard(async () => {
        for (const path of [
          '.lab/state.json',
          '.lab/snapshots/1',
          '.git/index',
          '.vscode/x.json',
          'node_modules/a/b',
        ])
          await scene.save(path);
      });
    }),
  );

  it(
    'none behind a link that leads elsewhere, and links in a circle are no trap',
    scene(poll, async (scene) => {
      await mkdir(join(scene.base, 'elsewhere'));
      await writeFile(join(scene.base, 'elsewhere/file'), 'first');
      await symlink('../elsewhere', join(scene.root, 'out'));
      await symlink('.', join(scene.root, 'loop'));
      await symlink('b', join(scene.root, 'a'));
      await symlink('a', join(scene.root, 'b'));
      await scene.open();
      await scene.unheard(() => writeFile(join(scene.base, 'elsewhere/file'), 'second'));
    }),
  );

  it(
    'heard in a folder that a link leads to',
    scene(poll, async (scene) => {
      await symlink('mygadget', join(scene.base, 'link'));
      await scene.open(join(scene.base, 'link'));
      await scene.heard(() => scene.save('program.bpf.c'));
      await scene.heard(() => scene.save('go/main.go'));
      await scene.heard(() => scene.save('go/main.go'));
    }),
  );

  it(
    'heard again when the folder was away for a while',
    scene(poll, async (scene) => {
      await scene.open();
      await rename(scene.root, join(scene.base, 'away'));
      await until(async () => scene.presences.length === 1);
      await scene.quiet();
      await scene.heard(() => rename(join(scene.base, 'away'), scene.root));
      await until(async () => scene.presences.length === 2);
      expect(scene.presences).toEqual([false, true]);
      await scene.heard(() => scene.save('program.bpf.c'));
    }),
  );

  it(
    'heard again when the folder was away for a moment',
    scene(poll, async (scene) => {
      await scene.open();
      await rename(scene.root, join(scene.base, 'away'));
      await sleep(100);
      await rename(join(scene.base, 'away'), scene.root);
      await sleep(2500);
      await scene.heard(() => scene.save('program.bpf.c'));
      await scene.heard(() => scene.save('program.bpf.c'));
    }),
  );

  it(
    'heard again when the folder was removed and made anew, several times',
    scene(poll, async (scene) => {
      await scene.open();
      for (let round = 1; round <= 3; round += 1) {
        await rm(scene.root, { recursive: true });
        await until(async () => scene.presences.length === 2 * round - 1);
        await scene.quiet();
        await scene.heard(() => scene.save('program.bpf.c'));
        await until(async () => scene.presences.length === 2 * round);
        await scene.heard(() => scene.save('program.bpf.c'));
      }
      expect(scene.presences).toEqual([false, true, false, true, false, true]);
    }),
  );

  it(
    'heard again when the folder was removed and at once made anew, with the number of the old one',
    scene(poll, async (scene) => {
      await scene.open();
      for (let round = 0; round < 3; round += 1) {
        await rm(scene.root, { recursive: true });
        await mkdir(scene.root);
        await sleep(2500);
        await scene.heard(() => scene.save('program.bpf.c'));
        await scene.heard(() => scene.save('program.bpf.c'));
      }
    }),
  );

  it(
    'heard in a folder that comes only later',
    scene(poll, async (scene) => {
      await rm(scene.root, { recursive: true });
      scene.watch();
      await scene.heard(() => scene.save('program.bpf.c'));
      await sleep(1500);
      await scene.heard(() => scene.save('program.bpf.c'));
      expect(scene.presences).toEqual([true]);
    }),
  );

  it(
    'not told any more once it is closed',
    scene(poll, async (scene) => {
      await scene.open();
      const before = scene.changes;
      await scene.save('program.bpf.c');
      await scene.close();
      await scene.save('program.bpf.c');
      await rm(scene.root, { recursive: true });
      await sleep(1500);
      expect([scene.changes, scene.presences]).toEqual([before, []]);
    }),
  );
});

/** Watches the folder in a process of its own, closes when it has heard so many changes, and must then end. */
const SCRIPT = `
import { watchFolder } from '${projectRoot}/lab/watch/folder.ts';
const [root, poll, enough] = process.argv.slice(2);
let changes = 0;
const watching = watchFolder(root, {
  poll: poll === 'poll',
  onChange: () => {
    changes += 1;
    if (changes === Number(enough)) void watching.close();
  },
  onPresence: (isThere) => console.log('there: ' + isThere),
  onNote: (text) => console.log(text),
});
if (enough === '0') void watching.close();
`;

async function watchAlone(scene: Scene, args: readonly string[], around: readonly string[] = []) {
  const script = join(scene.base, 'alone.mts');
  await writeFile(script, SCRIPT);
  const node = [process.execPath, '--import', 'tsx', script, scene.root, ...args];
  const [file = '', ...rest] = [...around, ...node];
  const child = spawn(file, rest, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const saving = setInterval(() => void scene.save('program.bpf.c'), 500);
  const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const [code] = await once(child, 'close');
  clearInterval(saving);
  clearTimeout(late);
  return { code, said };
}

describe.concurrent('a process that has closed its watch ends by itself', () => {
  it.each([
    ['at once', ['no', '0']],
    ['at once', ['poll', '0']],
    ['after a change', ['no', '2']],
    ['after a change', ['poll', '2']],
  ])('%s (%j)', (_when, args) =>
    scene(false, async (scene) => {
      expect(await watchAlone(scene, args)).toEqual({ code: 0, said: '' });
    })(),
  );
});

describeWith(requirePrograms('unshare'), 'where the system cannot watch', () => {
  it.each([
    ['it has no watches left', 'max_inotify_watches', 4, 'ENOSPC'],
    ['it has nothing left to watch with', 'max_inotify_instances', 0, 'EMFILE'],
  ])('because %s, the lab says so once, and looks by itself', (_why, limit, count, code) =>
    scene(false, async (scene) => {
      for (let number = 0; number < 12; number += 1) await scene.save(`folder${number}/file`);
      const limited = `echo ${count} > /proc/sys/user/${limit}; exec "$@"`;
      const around = ['unshare', '--user', '--map-root-user', 'sh', '-c', limited, 'sh'];
      expect(await watchAlone(scene, ['no', '3'], around)).toEqual({
        code: 0,
        said: `The system cannot watch this folder (${code}); the lab looks at it again and again instead.\n`,
      });
    })(),
  );
});
