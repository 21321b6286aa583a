import { expect, test } from 'vitest';
import { parseDependencies } from '../../grader/build/dependencies.ts';

test('names are read across lines, each once, in their shortest form', () => {
  const rule = 'object: program.bpf.c ./my.h \\\n  /usr/include/bpf/bpf_helpers.h \\\n  sub/../my.h\n';
  expect(parseDependencies(rule)).toEqual(['program.bpf.c', 'my.h', '/usr/include/bpf/bpf_helpers.h']);
});

test('blanks, hashes and dollars in names are unescaped', () => {
  expect(parseDependencies('object: my\\ own.h a\\#b.h c$$d.h\n')).toEqual(['my own.h', 'a#b.h', 'c$d.h']);
});

test('a rule without names has none', () => {
  expect(parseDependencies('object:\n')).toEqual([]);
});
