import { describe, expect, test } from 'vitest';
import { MODULE_RULES } from '../../../../grader/judge/diagnosis/module/rules.ts';
import { DECODE_CASES } from './decode-cases.ts';
import { GO_MISTAKES } from './go-errors.ts';
import { RUN_CASES } from './run-cases.ts';
import { changed, diagnose } from './support.ts';

/** What differs from run to run: numbers of events, and which one is quoted. */
const general = (message: string): string =>
  message
    .replace(/\d+ (?:further )?events? (?:of|among)(?: \d+)?/g, 'N')
    .replace(/`flags_decoded` holds \S+?(?=[,.]? |\.$)/, 'HOLDS')
    .replace(/and 0x\w+ is/, 'and X is')
    .replace(/such as \d+/, 'such as N');

const SAID = new Map<string, Set<string>>();
const note = (id: string, message: string) => SAID.set(id, (SAID.get(id) ?? new Set()).add(general(message)));
for (const { id, message } of GO_MISTAKES) note(id, message);
for (const { edits, module } of RUN_CASES)
  for (const { id, message } of diagnose(changed(edits), module)) note(id, message);
for (const { edits, decode } of DECODE_CASES)
  for (const { id, message } of diagnose(changed(edits), { decode })) note(id, message);

/** They have tests of their own. */
const ELSEWHERE = [
  'no-module',
  'module-build',
  'unused-variables',
  'events-added',
  'flag-order',
  'words-accumulate',
  'decoded-from-other-field',
];

describe('the example of a rule', () => {
  test.each(MODULE_RULES.filter(({ id }) => !ELSEWHERE.includes(id)))(
    'is what it says: $id',
    ({ id, example }) => {
      expect([...(SAID.get(id) ?? [])]).toContain(general(example.message));
    },
  );

  test.each(MODULE_RULES)('is there, and reads well: $id', ({ meaning, example }) => {
    expect(meaning).toMatch(/^[A-Zg][^`]*\.$/);
    expect(example.code).not.toBe('');
    expect(example.message).not.toMatch(/undefined|`` /);
  });
});

test('no id is there twice', () => {
  const ids = MODULE_RULES.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});
