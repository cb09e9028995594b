/** Text with its middle left out where it is longer: the beginning tells what it is, the end how it went. Pure. */
export function clip(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const head = Math.floor(maxChars / 3);
  const tail = maxChars - head;
  const whole = `${text.slice(0, head)}\n[… ${text.length - maxChars} characters left out …]\n${text.slice(-tail)}`;
  // A character may have been cut in two, which providers refuse.
  return whole.replace(/\p{Surrogate}/gu, '\uFFFD');
}
