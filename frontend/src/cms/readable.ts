/** Returns a text as the CMS reads it: it refuses NUL and half a surrogate pair. */
export function readable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** Returns a value in JSON, with all its texts as the CMS reads them. */
export function json(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => (typeof part === 'string' ? readable(part) : part));
}
