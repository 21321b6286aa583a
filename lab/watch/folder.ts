import { type BigIntStats, realpathSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type FSWatcher, watch } from 'chokidar';
import { fingerprint, isGraded, isHidden } from './fingerprint.ts';

export interface FolderWatch {
  close(): Promise<void>;
}

export interface FolderEvents {
  /**
   * Files were saved, made, renamed or removed; several at once count as one.
   * @param paths Below the folder; empty where it is not known which.
   */
  onChange(paths: ReadonlySet<string>): void;
  /** The folder itself is gone, or back again. */
  onPresence(isThere: boolean): void;
  onNote(text: string): void;
}

/** Editors write a file in several steps; a save that comes in two parts is checked once. */
const QUIET_MS = 25;
/** chokidar passes over a second change of a file within 50 ms: somewhat later, it is looked for. */
const AFTERWARDS_MS = 75;
/** How often it is looked whether the folder is still the same one. */
const PRESENCE_MS = 1000;
const POLL_MS = 300;
/** Longer than a change may take to be told. */
const TELLING_MS = 500;
/** The kernel has no watches left for this user, or cannot watch this file system. */
const NEEDS_POLLING: ReadonlySet<string> = new Set(['ENOSPC', 'EMFILE', 'ENOSYS', 'EPERM']);

/**
 * Tells of every save below a folder, whichever way the editor does it: into the file, by rename, by removing it first.
 * A folder that is removed and made anew is found again.
 * @param root Absolute.
 * @param options.poll Looks at the files again and again: for folders over a network, of which the kernel hears nothing.
 */
export function watchFolder(
  root: string,
  { poll, ...events }: FolderEvents & { readonly poll: boolean },
): FolderWatch {
  /** What was there when a change was told last. */
  let seen: string | undefined;
  let polling = poll;
  let closed = false;
  const settled = whenQuiet(async (paths) => {
    seen = await fingerprint(root);
    if (closed) return;
    events.onChange(paths);
    await setTimeout(AFTERWARDS_MS);
    if (!closed && (await fingerprint(root)) !== seen && !settled.isPending()) settled.touch();
  });
  let watcher = open();
  let identity = identityOf(statSync(root, { bigint: true, throwIfNoEntry: false }));

  function open(): FSWatcher {
    const place = realPlace(root);
    const started = watch(place, {
      ignored: (path) => relative(place, path).split(sep).some(isHidden),
      ignoreInitial: true,
      followSymlinks: false,
      usePolling: polling,
      interval: POLL_MS,
    });
    // Of folders, only what is in them counts.
    for (const event of ['add', 'change', 'unlink'] as const)
      started.on(event, (path) => isGraded(path) && settled.touch(relative(place, path)));
    started.on('error', (error) => onError(error as NodeJS.ErrnoException));
    // Moved away, and perhaps back at once: what was watched is lost, whatever stands there now.
    started.on('unlinkDir', (path) => {
      if (path === place) identity = 'lost';
    });
    return started;
  }

  /** What was saved while nobody listened counts as soon as somebody does. */
  function reopen(): void {
    dismiss(watcher).catch(() => {});
    watcher = open().once('ready', () => settled.touch());
  }

  function onError({ code = '', message }: NodeJS.ErrnoException): void {
    if (polling || !NEEDS_POLLING.has(code)) events.onNote(`Watching had trouble: ${message}`);
    else fallBack(code);
  }

  function fallBack(code: string): void {
    polling = true;
    events.onNote(
      `The system cannot watch this folder (${code}); the lab looks at it again and again instead.`,
    );
    reopen();
  }

  async function look(): Promise<void> {
    const now = identityOf(await stat(root, { bigint: true }).catch(() => undefined));
    if (closed) return;
    if (now === identity) return lookForUntold();
    identity = now;
    // That its files went with it says no more than this.
    if (now === undefined) settled.cancel();
    else reopen();
    events.onPresence(now !== undefined);
  }

  /** chokidar may pass over one of two changes in a few milliseconds: a rename right after a link, for instance. */
  async function lookForUntold(): Promise<void> {
    const now = await fingerprint(root);
    seen ??= now;
    if (now === seen) return;
    await setTimeout(TELLING_MS);
    if (!closed && now !== seen && !settled.isPending()) settled.touch();
  }

  fingerprint(root).then((now) => {
    seen ??= now;
  });
  const timer = setInterval(() => void look(), PRESENCE_MS);
  return {
    async close() {
      closed = true;
      clearInterval(timer);
      settled.cancel();
      await dismiss(watcher);
    },
  };
}

/** A link that leads to the folder is followed; none in it is. */
function realPlace(root: string): string {
  try {
    return realpathSync(root);
  } catch {
    return root;
  }
}

/** The number alone will not do: a folder made anew often gets that of the one just removed. */
function identityOf(entry: BigIntStats | undefined): string | undefined {
  return entry && `${entry.dev}:${entry.ino}:${entry.birthtimeNs}`;
}

/** One that is being closed may still fail, and an error that nobody listens to would end the lab. */
function dismiss(watcher: FSWatcher): Promise<void> {
  const closed = watcher.close();
  watcher.on('error', () => {});
  return closed;
}

function whenQuiet(work: (paths: ReadonlySet<string>) => Promise<void>) {
  let timer: NodeJS.Timeout | undefined;
  let paths = new Set<string>();
  let isKnown = true;
  const tell = (): void => {
    const told = isKnown ? paths : new Set<string>();
    timer = undefined;
    paths = new Set();
    isKnown = true;
    void work(told);
  };
  return {
    touch(path?: string): void {
      if (path === undefined) isKnown = false;
      else paths.add(path);
      clearTimeout(timer);
      timer = globalThis.setTimeout(tell, QUIET_MS);
    },
    isPending: (): boolean => timer !== undefined,
    cancel: (): void => clearTimeout(timer),
  };
}
