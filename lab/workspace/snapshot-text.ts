import type { Page } from '../../grader/report/style.ts';
import { clean, cut } from '../../grader/report/text.ts';
import type { Snapshot } from './snapshot.ts';

/** The list of `lab undo --list`, one line each, oldest first. */
export function snapshotLines(snapshots: readonly Snapshot[], now: Date, page: Page): readonly string[] {
  const digits = String(snapshots.at(-1)?.id ?? 1).length;
  return snapshots.map((snapshot, index) => {
    const { id, at, kind, reason } = snapshot;
    const what = kind === 'change' ? `before ${reason}` : reason;
    const files = changedSince(snapshots[index - 1], snapshot).join(', ');
    const text = `${String(id).padStart(digits)}  ${timeText(new Date(at), now)}  ${what.padEnd(24)}  ${files}`;
    const line = cut(clean(text.trimEnd()), page.width);
    return kind === 'change' ? page.paint('cyan', line) : line;
  });
}

/** Files that are otherwise than in the snapshot before; of the first one, all. */
function changedSince(before: Snapshot | undefined, { files }: Snapshot): readonly string[] {
  return Object.keys(files).filter((path) => before?.files[path]?.object !== files[path]?.object);
}

/** In the learner's own time zone; the day only where it is not today. */
function timeText(at: Date, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  const today = at.toDateString() === now.toDateString();
  return today ? `     ${time}` : `${two(at.getMonth() + 1)}-${two(at.getDate())} ${time.slice(0, 5)}  `;
}
