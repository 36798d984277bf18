// Words of questions, as training and server read them.

/** Words that every question has, and that say nothing about its topic. */
const COMMON = new Set(
  'a about an and are as at be by can could do does for from get have how i in is it me my of on or our please the there this to us was we what when where which who will with would you your'.split(
    ' ',
  ),
);

/** How many letters of a word make one of its pieces. */
const PIECE = 4;

export function wordsOf(text) {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter((word) => !COMMON.has(word));
}

/** What a question is compared by: its words, and for `pieces` their letter n-grams, so that `fees` and `fee` have some in common. */
export function featuresOf(text, features) {
  const words = wordsOf(text);
  return features === 'pieces' ? words.flatMap(piecesOf) : words;
}

/** A word with marks at its ends, and its pieces of four characters. */
function piecesOf(word) {
  const marked = `^${word}$`;
  if (marked.length <= PIECE) return [marked];
  return Array.from({ length: marked.length - PIECE + 1 }, (_, start) => marked.slice(start, start + PIECE));
}
