import { Child } from '../process/child.ts';
import type { ExplainTasks } from './explain-worker.ts';
import type { Explanation } from './explain.ts';

const HANG_MS = 10_000;

/** A trace that was shrunk, to be explained. */
export interface ShrunkTrace {
  readonly text: string;
  readonly name: string;
  readonly signature: string;
  /** Operations that it may have at most: each part of each is varied. */
  readonly operationsMax: number;
  /** Has the process ended where that is asked; returns what forgets it. */
  readonly onInterrupt?: (callback: () => void) => () => void;
}

/** What of a shrunk run matters, found out in a process of its own; null where that takes long, or cannot be said of it. */
export async function explainInChild({ text, name, signature, operationsMax, onInterrupt }: ShrunkTrace): Promise<Explanation | null> {
  // A header stands before the operations, and the last line has an end.
  if (text.split('\n').length - 2 > operationsMax) return null;
  const child = new Child<ExplainTasks>(new URL('./explain-worker.js', import.meta.url));
  const forget = onInterrupt?.(() => void child.kill());
  const outcome = await child.ask('explain', { text, name, signature, shrinks: false }, { hangMs: HANG_MS });
  forget?.();
  await child.kill();
  return outcome !== null && 'answer' in outcome ? (outcome.answer?.explanation ?? null) : null;
}
