import { countOf } from '../data/count.ts';
import type { Machine } from '../queue/campaign-store.ts';
import { showCode } from '../queue/code-name.ts';
import type { CampaignInQueue } from '../queue/queue-admin.ts';
import type { QueueState } from '../queue/chunk-queue.ts';
import { printable } from '../data/quoting/printable.ts';
import { formatTable } from './table.ts';

/** How far a campaign over a queue is, for the end of a line that says how many runs are done. */
export function queueText({ machines, underWay }: QueueState): string {
  return ` · ${countOf(machines, 'machine')} · ${countOf(underWay, 'chunk')} under way`;
}

/** What a campaign over a queue came to beside its results. */
export function formatQueueEnd({ chunksDone, madeTwice, notMadeTwice }: QueueState): string {
  const once = notMadeTwice === 0 ? '' : `, for ${notMadeTwice} more there was no second machine`;
  return `${countOf(chunksDone, 'chunk')} · ${madeTwice} made by a second machine too${once}\n`;
}

/** What is in a queue, for people. */
export function formatQueueStatus(campaigns: readonly CampaignInQueue[], machines: readonly Machine[]): string {
  const one = ({ campaign, what, code, waiting, active, results }: CampaignInQueue): string[] => [
    campaign,
    printable(what),
    String(waiting),
    String(active),
    String(results),
    printable(showCode(code)),
  ];
  const other = ({ id, jobs, chunks, code }: Machine): string[] => [printable(id), String(jobs), String(chunks), printable(showCode(code))];
  return (
    [
      campaigns.length === 0
        ? 'no campaign is in the queue'
        : formatTable(['campaign', 'what', 'waiting', 'in work', 'kept', 'for'], campaigns.map(one)),
      machines.length === 0 ? 'no machine works at it' : formatTable(['machine', 'jobs', 'chunks made', 'has'], machines.map(other)),
    ].join('\n\n') + '\n'
  );
}
