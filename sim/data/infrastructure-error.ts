/** What this harness stands on gave way: a process that does not start, a disk that is full. Nobody's bug under test. */
export class InfrastructureError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InfrastructureError';
  }
}

/** Failures of files that no other name would have avoided. */
const OF_THE_MACHINE = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'ENFILE', 'EMFILE', 'ENOMEM', 'EAGAIN'];

/** Whether an error, or what caused it, is the machine's and not that of whoever named the file. */
export function isOfTheMachine(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && OF_THE_MACHINE.includes(String(error.code))) || isOfTheMachine(error.cause);
}
