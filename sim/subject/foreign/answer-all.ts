import { describeThrown } from '../../data/describe-thrown.ts';
import type { Exchange, TrackerOp } from '../../data/ops/op.ts';
import { show } from '../../data/ops/refusal.ts';
import { formatReplyLine } from '../../data/ops/reply-format.ts';
import { returnFault } from './return-form.ts';
import type { Answers } from './tracker-connection.ts';

/** Has code in this process carry out operations, in order. What it throws is a fault, and the end. */
export function answerAll(ops: readonly TrackerOp[], carryOut: (op: TrackerOp) => unknown): Answers {
  const replies: string[] = [];
  for (const op of ops) {
    try {
      replies.push(answer(op, carryOut(op)));
    } catch (error) {
      const stack = error instanceof Error && typeof error.stack === 'string' ? error.stack.split('\n').slice(1, 9) : [];
      return {
        replies,
        fault: { rule: 'keeps-running', got: `it threw ${describeThrown(error)}`, lastLines: stack.map((line) => line.trim()) },
      };
    }
  }
  return { replies, fault: null };
}

function answer(op: TrackerOp, reply: unknown): string {
  const returned = returnFault(op, reply);
  if (returned !== null) return JSON.stringify({ returned });
  // What has the wrong type inside is shown as it is, and found to be no reply.
  try {
    return formatReplyLine({ kind: op.op, op, reply } as unknown as Exchange);
  } catch {
    return JSON.stringify({ returned: `${op.op} returned ${show(reply)}` });
  }
}
