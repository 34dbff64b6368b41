import { describeThrown } from '../../data/describe-thrown.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { Desk } from './desk.ts';
import type { Asked, Posted } from './messages.ts';

// What the page's worker does: it answers one request after the other.

/** The worker's own scope, as far as it is used here. */
const scope = globalThis as unknown as {
  addEventListener(name: 'message', take: (event: { readonly data: Asked }) => void): void;
  postMessage(message: Posted): void;
};

const desk = new Desk();

scope.addEventListener('message', ({ data: { id, kind, ask } }) => {
  try {
    const answer = desk.answer(kind, ask, (done) => scope.postMessage({ id, done }));
    scope.postMessage(isRefusal(answer) ? { id, refused: answer.refused } : { id, answer });
  } catch (error) {
    scope.postMessage({ id, refused: `the page broke: ${describeThrown(error)}` });
  }
});
