import { FuzzFinding } from '../targets/target.ts';

/** What an input did that it must not do. */
export interface Crash {
  /** What makes two crashes the same bug. */
  readonly signature: string;
  /** One sentence. */
  readonly detail: string;
}

const MESSAGE_MAX = 80;

/** Signature of an input that does not come to its end. */
export const HANG = 'no-throw/never-hangs';

/** Signature of an input that takes more memory than it may. */
export const OUT_OF_MEMORY = 'no-throw/never-runs-out-of-memory';

/** Signature of an input that ends its process. */
export const EXITED = 'no-throw/never-exits';

/** What was thrown, as a crash. Numbers in the message of a foreign error do not make another bug of it. O(message). */
export function crashOf(thrown: unknown): Crash {
  if (!(thrown instanceof Error)) return { signature: 'no-throw/never-throws/value', detail: `threw ${typeof thrown}` };
  // The error may be of the compiled copy of the target, which has a class of its own.
  if (thrown instanceof FuzzFinding || thrown.name === 'FuzzFinding') {
    return { signature: thrown.message, detail: 'detail' in thrown ? String(thrown.detail) : '' };
  }
  const line = thrown.message.split('\n')[0];
  const kind = line.replaceAll(/\d+/g, '#').slice(0, MESSAGE_MAX);
  return { signature: `no-throw/never-throws/${thrown.name}: ${kind}`, detail: line };
}
