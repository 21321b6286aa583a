import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../grader/model/project.ts';

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What git tracks or would track, as text. */
function projectFiles(): readonly { readonly path: string; readonly text: string }[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  const paths = list.split('\0').filter(Boolean);
  return paths.flatMap((path) => {
    try {
      return [{ path, text: read(path) }];
    } catch {
      return []; // removed, but not yet in git
    }
  });
}

test('the lockfile names no address to download from', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved"/);
});

test('the lockfile has every variant of a package, or `npm ci` would refuse it', () => {
  const { packages } = JSON.parse(read('package-lock.json'));
  const entries: readonly LockedPackage[] = Object.values(packages);
  const variants = entries.flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}));
  const missing = variants.filter(
    (name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)),
  );
  expect(missing).toEqual([]);
});

test('every npm dependency is pinned to one exact version', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  }
});

test('package.json and the lockfile agree on the version', () => {
  expect(JSON.parse(read('package-lock.json')).version).toBe(JSON.parse(read('package.json')).version);
});

test('no file depends on where somebody keeps the project', () => {
  const homeFolder = /\/home\/[a-z]|\/Users\/[A-Z]|["' =:]\/root\//i;
  const found = projectFiles().filter(
    ({ text }) => homeFolder.test(text) || text.includes(`${projectRoot}/`),
  );
  expect(found.map(({ path }) => path)).toEqual([]);
});

test('the licence is Apache 2.0, whole', () => {
  const text = read('LICENSE');
  expect(text).toContain('Apache License\n                           Version 2.0, January 2004');
  expect(text).toContain('END OF TERMS AND CONDITIONS');
});

test('every eBPF program that asks for GPL-only helpers says so in its licence section', () => {
  const programs = projectFiles().filter(({ path }) => path.endsWith('.bpf.c') && !path.startsWith('test/'));
  expect(programs.length).toBeGreaterThan(0);
  for (const { path, text } of programs) {
    expect(text, path).toMatch(/SEC\("license"\)\s*=\s*"(Dual [A-Z]+\/)?GPL"/);
  }
});
