import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Disposal } from '../../grader/engine/session/disposal.ts';

describe('disposal', () => {
  it('releases in reverse order, one after another', async () => {
    const disposal = new Disposal();
    const steps: string[] = [];
    for (const name of ['first', 'second', 'third']) {
      disposal.defer(name, async () => {
        steps.push(`${name} begins`);
        await setTimeout(1);
        steps.push(`${name} ends`);
      });
    }
    expect(await disposal.dispose()).toEqual([]);
    expect(steps).toEqual(['third', 'second', 'first'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  it('releases each once, however often it is asked', async () => {
    const disposal = new Disposal();
    let count = 0;
    disposal.defer('it', () => count++);
    await Promise.all([disposal.dispose(), disposal.dispose()]);
    await disposal.dispose();
    expect(count).toBe(1);
  });

  it('goes on after a release that fails, and tells of it', async () => {
    const disposal = new Disposal();
    const released: string[] = [];
    disposal.defer('below', () => released.push('below'));
    disposal.defer('the rejecting', () => Promise.reject(new Error('why')));
    disposal.defer('the throwing', () => {
      throw new Error('because');
    });
    disposal.defer('above', () => released.push('above'));
    const errors = await disposal.dispose();
    expect(released).toEqual(['above', 'below']);
    expect(errors.map(({ message, cause }) => [message, (cause as Error).message])).toEqual([
      ['could not release the throwing', 'because'],
      ['could not release the rejecting', 'why'],
    ]);
  });

  it('releases what is acquired while it runs', async () => {
    const disposal = new Disposal();
    const released: string[] = [];
    disposal.defer('early', async () => {
      await setTimeout(1);
      disposal.defer('late', () => released.push('late'));
      released.push('early');
    });
    await disposal.dispose();
    expect(released).toEqual(['early', 'late']);
  });

  it('releases at once what is acquired when it is over', async () => {
    const disposal = new Disposal();
    await disposal.dispose();
    const released = new Promise((resolve) => disposal.defer('very late', () => resolve('released')));
    expect(await released).toBe('released');
    expect(await disposal.dispose()).toEqual([]);
  });
});
