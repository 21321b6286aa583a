/** Keys, one at a time, as long as they are listened to. */
export interface Keyboard {
  /** Gives the terminal to another program, or to the shell. */
  release(): void;
  /** Takes it back. */
  take(): void;
}

const CTRL_C = '\x03';
const CTRL_D = '\x04';
const CTRL_Z = '\x1a';

export interface KeyEvents {
  onKey(key: string): void;
  /** The terminal is gone. */
  onEnd(): void;
  /** After Ctrl-Z and `fg`: the screen shows something else now. */
  onBack(): void;
}

/**
 * Undefined where nobody can press a key, or sees what keys do: in `lab watch | tee log` it is another program that has
 * the terminal. Taken from the start.
 */
export function openKeyboard(events: KeyEvents): Keyboard | undefined {
  const { stdin } = process;
  if (stdin.isTTY !== true || process.stdout.isTTY !== true) return undefined;
  const onData = (data: Buffer): void => {
    // An arrow key is a sequence of several characters, and none of ours.
    const keys = data.toString();
    if (keys.startsWith('\x1b')) return;
    // Several at once were pasted, or meant for a shell: nobody wants them to be done one after another.
    if (keys.includes(CTRL_C)) press(CTRL_C);
    else if (new Set(keys).size === 1) press(keys.charAt(0));
  };
  const press = (key: string): void => {
    // In raw mode the terminal makes no signals of keys: they are made here.
    if (key === CTRL_C) process.kill(process.pid, 'SIGINT');
    else if (key === CTRL_Z) suspend();
    else events.onKey(key === CTRL_D ? 'q' : key);
  };
  const release = (): void => {
    stdin.off('data', onData);
    setRaw(false);
    stdin.pause();
  };
  const take = (): void => {
    setRaw(true);
    stdin.on('data', onData);
    stdin.resume();
  };
  const suspend = (): void => {
    release();
    // The whole group, as the terminal itself would: the engine must not go on alone.
    process.kill(0, 'SIGTSTP');
    // By now it goes on again, or no shell is there that could let it, and the kernel did not stop it.
    setImmediate(() => {
      take();
      events.onBack();
    });
  };
  stdin.on('end', events.onEnd);
  // EIO, where the terminal was closed.
  stdin.on('error', events.onEnd);
  take();
  return { release, take };
}

/** A terminal that has just been closed refuses; then there is nothing left to set. */
function setRaw(raw: boolean): void {
  try {
    process.stdin.setRawMode(raw);
  } catch {
    // EIO
  }
}
