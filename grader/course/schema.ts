import type { ZodRawShape } from 'zod';
import {
  DECODED_PARTS,
  IMAGE_CHECK_KINDS,
  MODULE_CHECK_KINDS,
  MODULE_STANDARDS,
  PATH_CLASSES,
  WITNESS_FIELDS,
} from '../model/check-spec.ts';

/** A step.yaml as its author writes it, once it is known to be well-formed. */
export type StepFile = ReturnType<Awaited<ReturnType<typeof stepSchema>>['parse']>;
export type CheckFile = StepFile['tasks'][number]['checks'][number];

/** The kinds of checks, each the key that a check in step.yaml is written with. */
export const CHECK_KINDS = [
  'builds',
  'loads',
  'complete',
  'once',
  'confined',
  'timestamp',
  'member',
  'userMemory',
  'equals',
  ...MODULE_CHECK_KINDS,
  ...IMAGE_CHECK_KINDS,
] as const;

/** The kinds of actions in a scenario, likewise. */
export const ACTION_KINDS = ['shell', 'opens'] as const;

/**
 * The shape of step.yaml. What is beyond shape (ids that must be unique, names that must be known) is in
 * rules.ts. zod takes 100 ms to import, so it is loaded only when a step.yaml is new or was changed.
 */
export async function stepSchema() {
  const { z } = await import('zod');
  /** No unknown keys; the issue's message lists the known ones, for wording.ts to find the nearest. */
  const mapping = <Shape extends ZodRawShape>(shape: Shape) =>
    z.strictObject(shape, {
      error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined),
    });
  const text = z.string().min(1);
  const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case, such as `parent-pid`');
  const ids = z.union([id.transform((one) => [one]), z.array(id).min(1)]);
  const traced = z.enum(['open', 'openat']);
  const oneOrMore = z.union([traced.transform((one) => [one]), z.array(traced).min(1)]);
  const path = z.enum(PATH_CLASSES);
  const field = z.union([text, mapping({ inside: text, name: text })]);

  const opens = mapping({
    with: z.array(z.enum(['open', 'openat', 'openat2'])).min(1),
    paths: z.array(path).min(1),
    tasks: z.int().min(0).max(64).default(1),
    threads: z.int().min(0).max(64).default(0),
    times: z.int().min(1).max(1000).default(1),
    user: z.enum(['root', 'drawn']).default('root'),
    flags: z.enum(['any', 'named']).default('any'),
  });
  const action = mapping({ shell: text.exactOptional(), opens: opens.exactOptional() });

  const where = mapping({
    syscall: traced.exactOptional(),
    paths: z.array(path).min(1).exactOptional(),
  }).default({});

  const check = mapping({
    id: id.exactOptional(),
    title: text,
    needs: z.array(id).default([]),
    builds: z.literal(true).exactOptional(),
    loads: z.literal(true).exactOptional(),
    complete: oneOrMore.exactOptional(),
    once: oneOrMore.exactOptional(),
    confined: z.literal(true).exactOptional(),
    timestamp: z.literal(true).exactOptional(),
    member: mapping({
      name: text.exactOptional(),
      type: text,
      atLeast: z.int().min(1).exactOptional(),
    }).exactOptional(),
    userMemory: field.exactOptional(),
    equals: mapping({
      field,
      witness: z.enum(WITNESS_FIELDS),
      where,
    }).exactOptional(),
    moduleBuilds: z.enum(MODULE_STANDARDS).exactOptional(),
    moduleStarts: z.literal(true).exactOptional(),
    addsField: mapping({ dataSource: text, name: text, type: text }).exactOptional(),
    subscribes: text.exactOptional(),
    returns: z.literal(true).exactOptional(),
    untouched: z.literal(true).exactOptional(),
    filled: text.exactOptional(),
    decodes: mapping({
      field: text,
      part: z.enum(DECODED_PARTS),
      where,
      distinct: z.int().min(1).default(1),
    }).exactOptional(),
    imageFormed: z.literal(true).exactOptional(),
    imageShareable: z.literal(true).exactOptional(),
    imagePushed: z.literal(true).exactOptional(),
    digestDeclared: z.literal(true).exactOptional(),
  });

  const task = mapping({
    id,
    title: text,
    points: z.int().min(0),
    checks: z.array(check).min(1),
    hints: z.array(mapping({ text, when: ids.exactOptional() })).default([]),
  });

  return mapping({
    formatVersion: z.literal(1),
    id: z.string().regex(/^\d\d$/, 'must be two digits in quotes, such as `"01"`'),
    name: id,
    title: text,
    files: z.array(text).min(1),
    startPasses: z.array(id).default([]),
    scenario: z.array(action).min(1),
    tasks: z.array(task).min(1),
  });
}
