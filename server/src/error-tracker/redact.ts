const maxCharacters = 500;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Takes out of a text what looks like a credential or an address. A message of ours has none; a library's may quote one. */
export function redact(text: string): string {
  return text
    .slice(0, maxCharacters)
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1***@')
    .replaceAll(/\b(bearer|basic)\s+\S+/gi, '$1 ***')
    .replaceAll(/\b(password|secret|token|authorization|cookie|api[-_]?key)(["']?\s*[:=]\s*)\S+/gi, '$1$2***')
    .replaceAll(/[^\s@"'<>(),;]+@[^\s@"'<>(),;]+\.[a-z]{2,}/gi, '***')
    .replaceAll(/\beyJ[\w-]+(\.[\w-]+)*/g, '***')
    .replaceAll(/\b(wh_(live|test)_)\S+/g, '$1***')
    .replaceAll(/[A-Za-z0-9_+/=-]{24,}/g, (word) => (uuid.test(word) || !/\d/.test(word) ? word : '***'));
}
