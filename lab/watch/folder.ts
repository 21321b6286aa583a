import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';

export interface FolderWatch {
  close(): Promise<void>;
}

export interface FolderEvents {
  /** Something was saved, made, renamed or removed; several at once count as one. */
  onChange(): void;
  /** The folder itself is gone, or back again. */
  onPresence(isThere: boolean): void;
  onNote(text: string): void;
}

/** Editors write a file in several steps; a save that comes in two parts is checked once. */
const QUIET_MS = 25;
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
  let watcher = open();
  let inode = statSync(root, { bigint: true, throwIfNoEntry: false })?.ino;

  function open(): FSWatcher {
    const started = watch(root, {
      ignored: (path) => isIgnored(relative(root, path)),
      ignoreInitial: true,
      followSymlinks: false,
      usePolling: polling,
      interval: POLL_MS,
    });
    started.on('all', settled.touch).on('error', (error) => onError(error as NodeJS.ErrnoException));
    return started;
  }

  function reopen(): void {
    watcher.close().catch(() => {});
    watcher = open();
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
    const now = await inodeOf(root);
    if (now === inode) return;
    inode = now;
    events.onPresence(now !== undefined);
    if (now === undefined) return;
    reopen();
    settled.touch();
  }

  const timer = setInterval(look, PRESENCE_MS);
  return {
    async close() {
      clearInterval(timer);
      settled.cancel();
      await watcher.close();
    },
  };
}

async function inodeOf(path: string): Promise<bigint | undefined> {
  const entry = await stat(path, { bigint: true }).catch(() => undefined);
  return entry?.ino;
}

/** What editors put beside a file for a moment, and folders that nobody grades. */
function isIgnored(path: string): boolean {
  const names = path.split(sep);
  const name = basename(path);
  return (
    names.some((part) => part.startsWith('.') && part !== '.' && part !== '..') ||
    names.includes('node_modules') ||
    /^(4913|#.*#|.*~|.*\.(sw.|tmp|bak|orig))$/.test(name)
  );
}

function whenQuiet(work: () => void): { touch(): void; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    touch() {
      clearTimeout(timer);
      timer = setTimeout(work, QUIET_MS);
    },
    cancel: () => clearTimeout(timer),
  };
}
