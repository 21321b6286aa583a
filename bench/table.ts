/** Samples of one figure, in milliseconds. */
export interface Figure {
  readonly name: string;
  readonly samples: readonly number[];
}

/** Prints figures as a Markdown table: median, and the middle half's ends. */
export function printTable(title: string, figures: readonly Figure[]): void {
  const rows = figures.map(({ name, samples }) => [
    name,
    ...[0.5, 0.25, 0.75].map((part) => quantile(samples, part).toFixed(1)),
  ]);
  printRows(title, [['', 'median ms', '25 %', '75 %'], ['---', '---:', '---:', '---:'], ...rows]);
}

/** What one event costs, and whether the memory stays what it is. */
export interface Throughput {
  readonly mode: string;
  readonly microseconds: number;
  /** MiB of the process after each tenth of the events. */
  readonly memory: readonly number[];
}

export function printThroughput(title: string, figures: readonly Throughput[]): void {
  const rows = figures.map(({ mode, microseconds, memory }) => [
    mode,
    microseconds.toFixed(2),
    memory.join(' '),
  ]);
  printRows(title, [['', 'µs an event', 'MiB after each tenth'], ['---', '---:', '---'], ...rows]);
}

function printRows(title: string, table: readonly (readonly string[])[]): void {
  process.stdout.write(`\n## ${title}\n\n${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`);
}

export async function sample(name: string, rounds: number, once: () => Promise<unknown>): Promise<Figure> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await once();
    samples.push(performance.now() - start);
  }
  return { name, samples };
}

function quantile(samples: readonly number[], part: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
