import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { buildImage } from '../../../grader/image/build-image.ts';
import { LabError } from '../../../grader/model/error.ts';
import { processesWith } from '../../support/places.ts';
import { type Files, loadPrograms, makeWorkspace } from '../../support/workspace.ts';
import { refusal } from '../gadgets.ts';
import { sandbox } from '../sandbox.ts';

const places = sandbox();
const programs = await loadPrograms();
const files = await programs.solutionFiles('04');

async function refused(own: Files, signal?: AbortSignal): Promise<LabError> {
  const { directory, remove } = await makeWorkspace(own);
  return refusal(buildImage({ directory, useCache: false, ...(signal && { signal }) })).finally(remove);
}

async function expectNothingLeft(): Promise<void> {
  expect(places.leftovers()).toEqual([]);
  expect(await processesWith('TMPDIR', process.env.TMPDIR ?? '')).toEqual([]);
}

describe('the build of an image', () => {
  it.each([0, 50, 150, 250])('that is stopped after %i ms leaves nothing', async (ms) => {
    const stop = new AbortController();
    const attempt = refused(files, stop.signal);
    await setTimeout(ms);
    stop.abort(new LabError({ kind: 'interrupted', code: 'interrupted', message: 'stopped' }));
    expect((await attempt).kind).toBe('interrupted');
    await expectNothingLeft();
  });

  it('without a program waits for the module’s, and leaves nothing', async () => {
    const { 'program.bpf.c': _program, ...moduleOnly } = files;
    expect(await refused(moduleOnly)).toMatchObject({ kind: 'request', code: 'no-program' });
    await expectNothingLeft();
  });
});
