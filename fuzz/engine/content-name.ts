import { createHash } from 'node:crypto';

/** Name of the file that holds these bytes: the first 16 hex digits of their SHA-256. O(bytes). */
export function contentName(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** One name for a whole corpus, whatever the order of its inputs: 16 hex digits. O(bytes). */
export function corpusName(inputs: readonly Uint8Array[]): string {
  const names = inputs.map((input) => createHash('sha256').update(input).digest('hex')).sort((a, b) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update([...new Set(names)].join('\n'))
    .digest('hex')
    .slice(0, 16);
}
