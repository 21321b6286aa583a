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
  const table = [['', 'median ms', '25 %', '75 %'], ['---', '---:', '---:', '---:'], ...rows];
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
