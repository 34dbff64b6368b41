import { randomInt } from 'node:crypto';

/** A seed that nobody has chosen. The one place where fuzzing takes chance from the world outside; it is always printed. */
export function freshSeed(): string {
  return String(randomInt(2 ** 32));
}
