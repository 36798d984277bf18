/**
 * The first value of a header; undefined when there is none.
 *
 * @param headers names and values in turn, as they came
 * @param wanted name in small letters
 */
export function headerIn(headers: readonly string[], wanted: string): string | undefined {
  const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === wanted);
  return at === -1 ? undefined : headers[at + 1];
}
