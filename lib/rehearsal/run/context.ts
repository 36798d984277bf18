/** Context values of `--context key=value`, by their keys. Throws for one without `=`. */
export function contextOf(texts: readonly string[] = []): Record<string, string> {
  const problems = contextProblems(texts);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return Object.fromEntries(texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]));
}

/** What is wrong with values of `--context`, in words. */
export function contextProblems(texts: readonly string[] = []): readonly string[] {
  return texts
    .filter((text) => text.indexOf('=') < 1)
    .map((text) => `--context must be a key and a value, got ${JSON.stringify(text)}; write it as key=value`);
}
