import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findHeaders } from '../../../grader/build/index.ts';
import { buildImage } from '../../../grader/image/build-image.ts';
import { describeWith, requirePrograms } from '../../support/requires.ts';
import { type Files, loadPrograms, makeWorkspace } from '../../support/workspace.ts';

const programs = await loadPrograms();
const solution = { 'program.bpf.c': await programs.solution('02') };
/** What may lead Go and clang astray, and is nobody's part of the source. */
const STRANGE = {
  TZ: 'Asia/Kathmandu',
  LC_ALL: 'de_DE.UTF-8',
  // Nothing can be made there.
  HOME: '/proc/nonexistent',
  CPATH: '/tmp',
  C_INCLUDE_PATH: '/tmp',
  CCC_OVERRIDE_OPTIONS: '+-DNDEBUG',
};

beforeEach(() => void vi.stubEnv('SOURCE_DATE_EPOCH', '1000000000'));
afterEach(() => void vi.unstubAllEnvs());

/** The digest of what is compiled anew, in a folder of its own. */
async function digestOf(files: Files): Promise<string> {
  const { directory, remove } = await makeWorkspace(files);
  const build = await buildImage({ directory, useCache: false }).finally(remove);
  if (build.status === 'failed') throw new Error(JSON.stringify(build.diagnostics));
  return build.image.index.digest;
}

describe('with SOURCE_DATE_EPOCH the same source has one digest', () => {
  it('whatever the environment says', async () => {
    const { gadget } = await findHeaders();
    const digest = await digestOf(solution);
    for (const [name, value] of Object.entries(STRANGE)) vi.stubEnv(name, value);
    // Where Go's modules are is asked of the home folder otherwise.
    vi.stubEnv('GOMODCACHE', gadget.slice(0, gadget.indexOf('/github.com/')));
    expect(await digestOf(solution)).toBe(digest);
  });

  describeWith(requirePrograms('clang-14'), 'for the oldest clang, too', () => {
    it('in two folders', async () => {
      vi.stubEnv('LAB_CLANG', 'clang-14');
      expect(await digestOf(solution)).toBe(await digestOf(solution));
    });
  });

  it('beside others: four builds at the same time', async () => {
    const digests = await Promise.all(Array.from({ length: 4 }, () => digestOf(solution)));
    expect(new Set(digests).size).toBe(1);
  });
});
