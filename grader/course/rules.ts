import { checkId } from './check-id.ts';
import { imageRules } from './image-rules.ts';
import { ACTION_KINDS, CHECK_KINDS } from './schema.ts';
import { type Finding, listAt, type Path, property, suggest } from './wording.ts';

/**
 * What must hold in a step.yaml beyond its shape. Works on any value, so that an author learns of everything at
 * once: what has the wrong shape is passed over here, for the schema names it.
 *
 * @param folder The step's folder, `01-filename`.
 */
export function brokenRules(step: unknown, folder: string): Finding[] {
  return [
    ...folderRule(step, folder),
    ...filesRule(step),
    ...scenarioRules(step),
    ...taskRules(step),
    ...checkRules(step),
    ...imageRules(step),
  ];
}

function folderRule(step: unknown, folder: string): Finding[] {
  const [, id, name] = /^(\d\d)-(.+)$/.exec(folder) ?? [];
  if (id === undefined || name === undefined) {
    const message = `the folder must be called by id and name (\`01-filename\`), not \`${folder}\``;
    return [{ path: [], message }];
  }
  return Object.entries({ id, name }).flatMap(([key, expected]) => {
    const actual = textAt(step, key);
    if (actual === undefined || actual === expected) return [];
    return [{ path: [key], message: `\`${key}\` is \`${actual}\`, but the folder is \`${folder}\`` }];
  });
}

/** A file of the workspace lies inside it. */
function filesRule(step: unknown): Finding[] {
  return listAt(step, 'files').flatMap((file, index) =>
    typeof file === 'string' && (file.startsWith('/') || file.split('/').includes('..'))
      ? [{ path: ['files', index], message: `\`${file}\` is not a path inside the workspace` }]
      : [],
  );
}

function scenarioRules(step: unknown): Finding[] {
  return listAt(step, 'scenario').flatMap((action, index) => {
    const path: Path = ['scenario', index];
    const opens = property(action, 'opens');
    const idle = property(opens, 'tasks') === 0 && (property(opens, 'threads') ?? 0) === 0;
    return [
      ...oneKind(action, path, 'action', ACTION_KINDS, []),
      ...(idle ? [{ path: [...path, 'opens', 'tasks'], message: '`tasks` and `threads` are both 0' }] : []),
    ];
  });
}

function taskRules(step: unknown): Finding[] {
  const ids = listAt(step, 'tasks').map((task, index) => ({
    id: textAt(task, 'id'),
    path: ['tasks', index, 'id'],
  }));
  const known = ids.flatMap(({ id }) => id ?? []);
  const strangers = listAt(step, 'startPasses').flatMap((id, index) =>
    typeof id === 'string' && !known.includes(id)
      ? [{ path: ['startPasses', index], message: `there is no task \`${id}\`${suggest(id, known)}` }]
      : [],
  );
  return [...repeated(ids, 'task'), ...strangers];
}

function checkRules(step: unknown): Finding[] {
  const checks = listAt(step, 'tasks').flatMap((task, taskIndex) =>
    listAt(task, 'checks').map((check, index) => ({
      check,
      id: checkId(check),
      path: ['tasks', taskIndex, 'checks', index],
    })),
  );
  const ids = checks.map(({ id }) => id);
  return [
    ...checks.flatMap(({ check, path }) =>
      oneKind(check, path, 'check', CHECK_KINDS, ['id', 'title', 'needs']),
    ),
    ...repeated(
      checks.map(({ check, id, path }) => ({ id, path: textAt(check, 'id') ? [...path, 'id'] : path })),
      'check',
    ),
    ...checks.flatMap(({ check, path }, index) => needsRule(check, path, ids.slice(0, index), ids)),
  ];
}

/** A check may need those above it only: so none can wait for itself, and a reader never has to look ahead. */
function needsRule(
  check: unknown,
  path: Path,
  above: readonly (string | undefined)[],
  all: readonly (string | undefined)[],
): Finding[] {
  return listAt(check, 'needs').flatMap((id, index) => {
    if (typeof id !== 'string' || above.includes(id)) return [];
    const message = all.includes(id)
      ? `\`needs\` names \`${id}\`, which does not stand above this check`
      : `there is no check \`${id}\`${suggest(
          id,
          above.flatMap((known) => known ?? []),
        )}`;
    return [{ path: [...path, 'needs', index], message }];
  });
}

/** Exactly one of the kinds; silent where an unknown key may be a misspelt one. */
function oneKind(
  value: unknown,
  path: Path,
  what: string,
  kinds: readonly string[],
  others: readonly string[],
): Finding[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const keys = Object.keys(value);
  const named = keys.filter((key) => kinds.includes(key));
  const [, second] = named;
  if (second !== undefined) {
    const message = `one ${what} has one kind, this has ${named.length}: ${named.join(', ')}`;
    return [{ path: [...path, second], atKey: true, message }];
  }
  if (named.length === 1 || keys.some((key) => !others.includes(key))) return [];
  return [{ path, message: `the ${what} has no kind: one of ${kinds.join(', ')}` }];
}

function repeated(
  entries: readonly { readonly id: string | undefined; readonly path: Path }[],
  what: string,
): Finding[] {
  const seen = new Set<string>();
  return entries.flatMap(({ id, path }) => {
    if (id === undefined || !seen.has(id)) {
      if (id !== undefined) seen.add(id);
      return [];
    }
    return [{ path, message: `there is another ${what} \`${id}\`; give this one an \`id\` of its own` }];
  });
}

function textAt(value: unknown, key: string): string | undefined {
  const text = property(value, key);
  return typeof text === 'string' ? text : undefined;
}
