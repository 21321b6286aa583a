const NS_PER_SECOND = 1_000_000_000n;

/**
 * Formats ns since the epoch as RFC 3339 with nine digits after the second, in the local time zone (`Z` where that
 * is UTC): `2026-11-22T14:11:31.040917926Z`. Remembers the last second, as events come in bursts.
 */
export function wallTimeFormatter(): (ns: bigint) => string {
  let second = Number.NaN;
  let date = '';
  let zone = '';
  return (ns) => {
    const rest = Number(ns % NS_PER_SECOND);
    const fraction = rest < 0 ? rest + 1e9 : rest;
    const current = Number(ns / NS_PER_SECOND) - (rest < 0 ? 1 : 0);
    if (current !== second) {
      second = current;
      const minutesEast = -new Date(second * 1000).getTimezoneOffset();
      date = new Date((second + minutesEast * 60) * 1000).toISOString().slice(0, -'.000Z'.length);
      zone = zoneName(minutesEast);
    }
    return `${date}.${String(fraction).padStart(9, '0')}${zone}`;
  };
}

function zoneName(minutesEast: number): string {
  if (minutesEast === 0) return 'Z';
  const minutes = Math.abs(minutesEast);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${minutesEast < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
