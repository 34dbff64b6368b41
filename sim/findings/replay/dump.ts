import { countOf } from '../../data/count.ts';
import { TRACKER_COUNTER_NAMES } from '../../data/spec/names.ts';
import type { TrackerView } from '../../../src/internal.ts';
import { formatOp } from '../../data/ops/op-format.ts';
import type { Run } from '../../run/run.ts';
import { describeThrown } from '../../data/describe-thrown.ts';
import { auditViews } from '../../subject/view-audit.ts';

const SLOTS_SHOWN = 64;
const QUEUE_SHOWN = 8;

/**
 * The table, the index, the counters and the queues after the last operation, as text; why they cannot be shown where the production
 * code throws, or answers nonsense, when it is looked at. O(capacity).
 */
export function dumpState(run: Run): string {
  try {
    const fault = auditViews(run.subject);
    return fault === null ? stateText(run) : `the state cannot be shown: ${fault}\n`;
  } catch (error) {
    return `the state cannot be shown: the production code threw ${describeThrown(error)}\n`;
  }
}

function stateText(run: Run): string {
  const { trackerView, observerView, listeners } = run.subject;
  if (trackerView === null) return 'there is no tracker yet\n';
  const lines = [
    `tracker   ${trackerView.length} of ${countOf(trackerView.tracker.capacity, 'slot')} · ${trackerView.stallCount} stalled · cursor ${trackerView.cursor} · ${trackerView.tracker.evictionPolicy}, window ${trackerView.tracker.evictionScanWindow}`,
    `index     ${trackerView.indexSize} live of ${countOf(trackerView.cells, 'cell')} · ${countOf(trackerView.occupiedCells - trackerView.indexSize, 'tombstone')}`,
    `counters  ${TRACKER_COUNTER_NAMES.map((name) => `${name} ${trackerView.counter(name)}`).join(' · ')}`,
  ];
  if (observerView !== null) {
    lines.push(
      `observer  now ${observerView.nowNs} · ${countOf(observerView.pendingStalls, 'stall')} pending · last drain ${observerView.lastDrainNs} · ${observerView.milliTokens} milli-tokens`,
    );
    listeners.forEach((listener, number) => {
      lines.push(`listener  ${number}: ${listener.waiting} waiting`);
      for (const datagram of listener.queue().slice(0, QUEUE_SHOWN)) lines.push(`          ${formatOp(datagram)}`);
    });
  }
  return `${[...lines, ...slotLines(trackerView)].join('\n')}\n`;
}

function slotLines(view: TrackerView): string[] {
  const lines = ['slot  pid         last nonce            last beat (ns)        status    origin              namespace   '];
  for (let slot = 0; slot < Math.min(view.length, SLOTS_SHOWN); slot++) {
    lines.push(
      [
        String(slot).padEnd(4),
        String(view.pid(slot)).padEnd(10),
        String(view.lastNonce(slot)).padEnd(20),
        String(view.lastBeatNs(slot)).padEnd(20),
        view.status(slot).padEnd(8),
        view.origin(slot).padEnd(18),
        String(view.nsInode(slot) ?? '-').padEnd(10),
        view.stallEmitted(slot) ? 'stalled' : '',
      ]
        .join('  ')
        .trimEnd(),
    );
  }
  if (view.length > SLOTS_SHOWN) lines.push(`… and ${countOf(view.length - SLOTS_SHOWN, 'more slot')}`);
  return lines;
}
