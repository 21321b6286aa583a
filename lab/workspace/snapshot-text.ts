import type { Paint } from '../../grader/report/style.ts';
import { cells, clean, cut } from '../../grader/report/text.ts';
import type { Snapshot } from './snapshot.ts';

export interface ListOptions {
  readonly paint: Paint;
  /** Cells of a line; undefined where it need not be cut. */
  readonly width: number | undefined;
}

/** The list of `lab undo --list`, one line each, oldest first. */
export function snapshotLines(
  snapshots: readonly Snapshot[],
  now: Date,
  { paint, width }: ListOptions,
): readonly string[] {
  const digits = String(snapshots.at(-1)?.id ?? 1).length;
  const column = Math.max(...snapshots.map((snapshot) => cells(whatText(snapshot))));
  return snapshots.map((snapshot, index) => {
    const files = changedSince(snapshots[index - 1], snapshot).join(', ') || '–';
    const what = clean(whatText(snapshot)).padEnd(column);
    const text = `${String(snapshot.id).padStart(digits)}  ${timeText(new Date(snapshot.at), now)}  ${what}  ${clean(files)}`;
    const line = width === undefined ? text : cut(text, width);
    return snapshot.kind === 'change' ? paint('cyan', line) : line;
  });
}

function whatText({ kind, reason }: Snapshot): string {
  return kind === 'change' ? `before ${reason}` : reason;
}

/** Files that are otherwise than in the snapshot before; of the first one, all. */
function changedSince(before: Snapshot | undefined, { files }: Snapshot): readonly string[] {
  return Object.keys(files)
    .filter((path) => before?.files[path]?.object !== files[path]?.object)
    .map((path) => (files[path] ? path : `${path} (gone)`));
}

/** In the learner's own time zone; the day only where it is not today. */
function timeText(at: Date, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  const today = at.toDateString() === now.toDateString();
  return today ? `      ${time}` : `${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}
