/** Words of three letters and more, and numbers: what says something in a text. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}]{3,}|\p{N}+/gu) ?? [];
}
