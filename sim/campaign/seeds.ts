const SEED_LENGTH_MAX = 200;

/** Why a text is no seed, as the end of a sentence; null if it is one. Any printable text without spaces will do. */
export function seedFault(text: string): string | null {
  if (text.length === 0 || text.length > SEED_LENGTH_MAX) return `must have 1 to ${SEED_LENGTH_MAX} characters, got ${text.length}`;
  return /^[!-~]+$/.test(text) ? null : 'must be printable ASCII without spaces';
}

/** The seeds of a campaign: whole numbers count up, any other text is numbered from the second on. */
export function seedsFrom(first: string, count: number): string[] {
  const isNumber = /^(0|[1-9][0-9]*)$/.test(first);
  return Array.from({ length: count }, (_, at) => {
    if (isNumber) return (BigInt(first) + BigInt(at)).toString();
    return at === 0 ? first : `${first}.${at + 1}`;
  });
}
