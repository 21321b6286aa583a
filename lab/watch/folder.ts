import { type BigIntStats, realpathSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';

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

/**
 * Editors write a file in several steps; a save that comes in two parts is checked once. chokidar passes over a second
 * change of a file within 50 ms, so what it tells is taken as a beginning: only after that is the file read.
 */
const QUIET_MS = 60;
/** How often it is looked whether the folder is still the same one. */
const PRESENCE_MS = 1000;
const POLL_MS = 300;
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
  const settled = whenQuiet(events.onChange);
  let polling = poll;
  let closed = false;
  let watcher = open();
  let identity = identityOf(statSync(root, { bigint: true, throwIfNoEntry: false }));

  function open(): FSWatcher {
    const place = realPlace(root);
    const started = watch(place, {
      ignored: (path) => isIgnored(relative(place, path)),
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
    if (closed || now === identity) return;
    identity = now;
    // That its files went with it says no more than this.
    if (now === undefined) settled.cancel();
    else reopen();
    events.onPresence(now !== undefined);
  }

  const timer = setInterval(look, PRESENCE_MS);
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

/** Folders that nobody grades, and what editors hide beside a file for a moment. */
function isIgnored(path: string): boolean {
  const names = path.split(sep);
  return names.some((part) => /^\.[^.]/.test(part)) || names.includes('node_modules');
}

/** What a verdict may depend on: sources, metadata, an exported image. Not the log that somebody writes beside them. */
function isGraded(path: string): boolean {
  return /\.(c|h|go|mod|sum|ya?ml|tar)$/.test(path);
}

function whenQuiet(work: (paths: ReadonlySet<string>) => void) {
  let timer: NodeJS.Timeout | undefined;
  let paths = new Set<string>();
  let isKnown = true;
  const tell = (): void => {
    const told = isKnown ? paths : new Set<string>();
    paths = new Set();
    isKnown = true;
    work(told);
  };
  return {
    touch(path?: string): void {
      if (path === undefined) isKnown = false;
      else paths.add(path);
      clearTimeout(timer);
      timer = setTimeout(tell, QUIET_MS);
    },
    cancel: (): void => clearTimeout(timer),
  };
}
