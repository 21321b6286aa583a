import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findStep, loadCourse } from '../../grader/course/load.ts';
import { type CourseCopy, copyCourse, loadError } from './course-copy.ts';

let copy: CourseCopy;

beforeEach(async () => {
  copy = await copyCourse();
  vi.stubEnv('XDG_CACHE_HOME', copy.cache);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await copy.remove();
});

describe('the cache', () => {
  const entries = async () => {
    const folder = join(copy.cache, 'gadget-lab/course');
    return (await readdir(folder)).map((name) => join(folder, name)).sort();
  };

  it('gives the same course as reading it anew', async () => {
    const fresh = await loadCourse({ root: copy.root });
    expect(await entries()).toHaveLength(fresh.steps.length);
    expect(await loadCourse({ root: copy.root })).toEqual(fresh);
    expect(await entries()).toHaveLength(fresh.steps.length);
  });

  it('is what the second load reads', async () => {
    await loadCourse({ root: copy.root });
    vi.resetModules();
    vi.doMock('yaml', () => {
      throw new Error('yaml was loaded');
    });
    vi.doMock('zod', () => {
      throw new Error('zod was loaded');
    });
    const { loadCourse: loadAgain } = await import('../../grader/course/load.ts');
    await expect(loadAgain({ root: copy.root })).resolves.toMatchObject({ root: copy.root });
    vi.doUnmock('yaml');
    vi.doUnmock('zod');
    vi.resetModules();
  });

  it('never hides a change', async () => {
    await loadCourse({ root: copy.root });
    await copy.replace('steps/01-filename/step.yaml', 'points: 2', 'points: 7');
    const course = await loadCourse({ root: copy.root });
    expect(findStep(course, '01').tasks[0]?.points).toBe(7);
  });

  it('never hides a missing file', async () => {
    await loadCourse({ root: copy.root });
    await rm(copy.path('solutions/01-filename/program.bpf.c'));
    expect((await loadError(copy)).message).toContain(
      '5:9: the file solutions/01-filename/program.bpf.c is missing',
    );
  });

  it('may be spoilt, cut short or forged without harm', async () => {
    const fresh = await loadCourse({ root: copy.root });
    for (const spoil of [
      () => '',
      () => '{}',
      (text: string) => text.slice(0, -10),
      (text: string) => text.replace('points', 'pionts'),
    ]) {
      for (const entry of await entries()) await writeFile(entry, spoil(await readFile(entry, 'utf8')));
      expect(await loadCourse({ root: copy.root })).toEqual(fresh);
    }
  });

  it('may be impossible without harm', async () => {
    const fresh = await loadCourse({ root: copy.root });
    for (const place of [
      copy.path('steps/01-filename/step.yaml'),
      '/proc/nowhere',
      'nowhere/either',
      '/dev/null',
    ]) {
      vi.stubEnv('XDG_CACHE_HOME', place);
      expect(await loadCourse({ root: copy.root })).toEqual(fresh);
    }
  });

  it('keeps nothing of a broken step', async () => {
    await copy.replace('steps/01-filename/step.yaml', 'points: 2', 'points: many');
    await loadError(copy);
    expect(await entries()).toHaveLength(2);
  });
});
