/** A part of a lesson: from one heading of the second level to the next. */
export interface Section {
  readonly heading: string;
  readonly text: string;
  /** The C or Go code of its Solution blocks, cut at `// …`. */
  readonly solution: readonly string[];
}

export function sections(lesson: string): Section[] {
  return lesson.split(/^## /m).map((part) => {
    const [heading = '', ...rest] = part.split('\n');
    const text = rest.join('\n');
    return { heading, text, solution: solutionChunks(text) };
  });
}

/** Code without comment lines, empty lines and outer space, so that pieces of it can be found in another. */
export function normalized(code: string): string {
  return code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'))
    .join('\n');
}

function solutionChunks(text: string): string[] {
  const details = [...text.matchAll(/<details>\n<summary>Solution<\/summary>\n(.*?)<\/details>/gs)];
  return details
    .flatMap(([, inner = '']) => [...inner.matchAll(/^```(?:c|go)\n(.*?)^```$/gms)])
    .flatMap(([, code = '']) => code.split(/^\/\/ …$/m))
    .map(normalized)
    .filter((chunk) => chunk !== '');
}
