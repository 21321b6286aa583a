import { afterEach, describe, expect, it, vi } from 'vitest';
import { creationTime } from '../../../grader/image/creation-time.ts';
import { LabError } from '../../../grader/model/error.ts';

const NOON = new Date('2026-07-01T12:00:00.999Z');

afterEach(() => vi.unstubAllEnvs());

describe('the time of an image', () => {
  it.each([
    ['UTC', '2026-07-01T12:00:00Z'],
    ['Europe/Berlin', '2026-07-01T14:00:00+02:00'],
    ['America/St_Johns', '2026-07-01T09:30:00-02:30'],
    ['Asia/Kathmandu', '2026-07-01T17:45:00+05:45'],
    ['Pacific/Kiritimati', '2026-07-02T02:00:00+14:00'],
  ])('is now, in whole seconds, in the zone %s', (zone, expected) => {
    vi.stubEnv('TZ', zone);
    expect(creationTime(undefined, NOON)).toBe(expected);
  });

  it.each([
    ['0', '1970-01-01T00:00:00Z'],
    ['1000000000', '2001-09-09T01:46:40Z'],
    ['-1', '1969-12-31T23:59:59Z'],
    ['253402300799', '9999-12-31T23:59:59Z'],
  ])('is the second %s of SOURCE_DATE_EPOCH, in UTC', (epoch, expected) => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    expect(creationTime(epoch)).toBe(expected);
  });

  it.each(['', ' ', 'now', '1.5', '0x10', '1e9', '1 ', '253402300800', '9'.repeat(30), '-99999999999'])(
    'cannot be the second %j',
    (epoch) => {
      const attempt = () => creationTime(epoch);
      expect(attempt).toThrow(LabError);
      expect(attempt).toThrow(expect.objectContaining({ kind: 'request', code: 'bad-source-date-epoch' }));
      expect(attempt).toThrow(JSON.stringify(epoch));
    },
  );
});
