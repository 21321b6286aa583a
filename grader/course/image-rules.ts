import { IMAGE_CHECK_KINDS } from '../model/check-spec.ts';
import { SHARE_FILE } from '../model/share.ts';
import { type Finding, listAt, type Path, property } from './wording.ts';

/**
 * A step that grades the image that share.yaml names lets the learner edit that file, and asks nothing of a compiler:
 * what is run comes out of the image.
 */
export function imageRules(step: unknown): Finding[] {
  const checks = listAt(step, 'tasks').flatMap((task, taskIndex) =>
    listAt(task, 'checks').map((check, index) => ({ check, path: ['tasks', taskIndex, 'checks', index] })),
  );
  const kind = IMAGE_CHECK_KINDS.find((known) => checks.some(({ check }) => has(check, known)));
  if (kind === undefined) return [];
  return [...fileRule(step, kind), ...checks.flatMap(({ check, path }) => buildRule(check, path, kind))];
}

function fileRule(step: unknown, kind: string): Finding[] {
  const files = listAt(step, 'files');
  if (files.length === 0 || files.includes(SHARE_FILE)) return [];
  return [{ path: ['files'], message: `\`${kind}\` is about ${SHARE_FILE}, which is not among the files` }];
}

function buildRule(check: unknown, path: Path, kind: string): Finding[] {
  if (!has(check, 'builds')) return [];
  const message = `\`builds\` can never pass beside \`${kind}\`: nothing is compiled where an image is graded`;
  return [{ path: [...path, 'builds'], atKey: true, message }];
}

function has(check: unknown, kind: string): boolean {
  return property(check, kind) !== undefined;
}
