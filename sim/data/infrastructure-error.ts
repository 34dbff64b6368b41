import { codeOf } from './describe-thrown.ts';

/** The environment failed: a process that does not start, a disk that is full. Neither the code under test nor the caller is at fault. */
export class InfrastructureError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'InfrastructureError';
  }
}

/** Codes of file errors that are the machine's: out of space, memory or handles. */
const OF_THE_MACHINE = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'ENFILE', 'EMFILE', 'ENOMEM', 'EAGAIN'];

/** Whether an error, or its cause, is the machine's and not that of a wrong file name. O(causes). */
export function isOfTheMachine(error: unknown): boolean {
  if (error instanceof InfrastructureError) return true;
  return error instanceof Error && (OF_THE_MACHINE.includes(codeOf(error)) || isOfTheMachine(error.cause));
}
