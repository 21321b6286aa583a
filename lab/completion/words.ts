/**
 * What a shell would make of a word that is still being typed: quotes and backslashes are taken away, and one that is
 * left open is no mistake. Nothing is expanded or run, as a Tab must never do that.
 */
export function unquote(word: string): string {
  const parts = word.matchAll(/'([^']*)'?|"((?:\\[\s\S]|[^"\\])*)"?|\\([\s\S]?)|([^'"\\]+)/g);
  return [...parts]
    .map(([, single, double, escaped, plain]) => {
      if (double !== undefined) return double.replace(/\\([$`"\\])/g, '$1').replace(/\\\n/g, '');
      return single ?? escaped ?? plain ?? '';
    })
    .join('');
}
