import { decodeFrame } from '../../../../src/index.ts';
import type { DatagramOp } from '../../../data/ops/op.ts';
import type { Step } from '../time-travel/timeline.ts';
import { flow } from './flow.ts';
import { span, type Line } from './spans.ts';

const LABEL_COLUMNS = 12;
const HEADS_SHOWN = 24;

/** The datagrams that wait at the listeners, oldest first: a line for each listener, or for those with most to tell. */
export function queuePane({ before, after }: Step, width: number, linesMax: number): Line[] {
  if (after === null) return [];
  if (after.queues.length === 0) return flow('listeners', [[span('none: a bare tracker', 'dim')]], width, 1);
  const rows = after.queues.map((queue, listener) => ({ queue, listener, was: before?.queues[listener]?.length ?? 0 }));
  if (rows.length > linesMax) rows.sort((a, b) => weigh(b) - weigh(a) || a.listener - b.listener);
  return rows.slice(0, linesMax).map(({ queue, listener, was }) => {
    const count: Line = [span(`${queue.length} waiting`, queue.length === was ? 'plain' : 'changed')];
    return flow(`listener ${listener}`.padEnd(LABEL_COLUMNS), [count, ...queue.slice(0, HEADS_SHOWN).map(showDatagram)], width, 1)[0];
  });
}

/** Which listeners are shown where there is no room for all: those that changed, then those that hold something. */
function weigh({ queue, was }: { readonly queue: readonly DatagramOp[]; readonly was: number }): number {
  if (queue.length !== was) return 2;
  return queue.length > 0 ? 1 : 0;
}

function showDatagram({ bytes }: DatagramOp): Line {
  const frame = decodeFrame(bytes);
  return typeof frame === 'string' ? [span(frame, 'dim')] : [span(`pid ${frame.pid} nonce ${frame.nonce}`)];
}
