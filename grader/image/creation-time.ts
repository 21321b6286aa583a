import { LabError } from '../model/error.ts';

const FIRST = new Date('0000-01-01T00:00:00Z');
const BEHIND = new Date('+010000-01-01T00:00:00Z');

/**
 * When an image is made, as Go's RFC 3339 has it: now, in the local zone; or, so that the same parts give the same
 * digest, at the given second, in UTC.
 * @param epoch `SOURCE_DATE_EPOCH`: seconds since 1970
 * @throws LabError request `bad-source-date-epoch`
 */
export function creationTime(epoch: string | undefined, now: Date = new Date()): string {
  if (epoch === undefined) return local(now);
  const time = new Date(Number(epoch) * 1000);
  // RFC 3339 has four digits for the year.
  if (!/^-?\d+$/.test(epoch) || !(time >= FIRST && time < BEHIND)) throw noNumber(epoch);
  return `${time.toISOString().slice(0, 19)}Z`;
}

function local(now: Date): string {
  const offset = -now.getTimezoneOffset();
  const shown = new Date(now.getTime() + offset * 60_000).toISOString().slice(0, 19);
  if (offset === 0) return `${shown}Z`;
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${shown}${offset < 0 ? '-' : '+'}${pad(hours)}:${pad(minutes)}`;
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}

function noNumber(epoch: string): LabError {
  return new LabError({
    kind: 'request',
    code: 'bad-source-date-epoch',
    message: `SOURCE_DATE_EPOCH is ${JSON.stringify(epoch)}, which is no number of seconds since 1970, up to the year 9999.`,
    hint: 'For example SOURCE_DATE_EPOCH=$(git log -1 --format=%ct), or unset it.',
  });
}
