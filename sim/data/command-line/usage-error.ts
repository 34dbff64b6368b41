/** The caller's mistake: one sentence, shown without a stack, and exit 20. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
