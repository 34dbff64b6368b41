import { formatReplyLine } from '../data/ops/reply-format.ts';
import type { Exchange } from '../data/ops/op.ts';

/** A value on one line for people: bigints as decimal text, objects as JSON. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}

/** A reply as it stands in a trace. */
export function showReply(exchange: Exchange): string {
  return formatReplyLine(exchange);
}
