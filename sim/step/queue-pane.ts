import { decodeFrame } from '../../src/index.ts';
import type { DatagramOp } from '../ops/op.ts';
import type { Step } from '../replay/timeline.ts';
import { flow } from './flow.ts';
import { span, type Line } from './spans.ts';

const HEADS_SHOWN = 24;

/** The datagrams that wait at the listeners, oldest first: a line for each listener, those that changed before the others. */
export function queuePane({ before, after }: Step, width: number, linesMax: number): Line[] {
  if (after === null) return [];
  if (after.queues.length === 0) return flow('listeners', [[span('none: a bare tracker', 'dim')]], width, 1);
  const rows = after.queues.map((queue, listener) => ({ queue, listener, was: before?.queues[listener]?.length ?? 0 }));
  const changed = rows.filter(({ queue, was }) => queue.length !== was);
  const waiting = rows.filter(({ queue, was }) => queue.length === was && queue.length > 0);
  const idle = rows.filter(({ queue, was }) => queue.length === was && queue.length === 0);
  const lines = [...changed, ...waiting, ...idle].map(({ queue, listener, was }) => {
    const count: Line = [span(`${queue.length} waiting`, queue.length === was ? 'plain' : 'changed')];
    return flow(`listener ${listener}`.padEnd(11), [count, ...queue.slice(0, HEADS_SHOWN).map(showDatagram)], width, 1)[0];
  });
  return lines.slice(0, linesMax);
}

function showDatagram({ bytes }: DatagramOp): Line {
  const frame = decodeFrame(bytes);
  return typeof frame === 'string' ? [span(frame, 'dim')] : [span(`pid ${frame.pid} nonce ${frame.nonce}`)];
}
