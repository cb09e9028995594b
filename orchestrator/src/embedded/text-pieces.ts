/** Text in pieces that each fit an event, cut between characters. */
export function piecesOf(text: string, maxChars = 4096): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + maxChars);
    // Not between the two halves of one character.
    if (to < text.length && /[\uD800-\uDBFF]/.test(text.charAt(to - 1))) to += 1;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}
