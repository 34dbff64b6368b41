import { crc32c } from '../../../src/index.ts';
import { frameChecksums } from '../../../src/internal.ts';
import { loadMutant } from '../../../sim/zoo/load-mutant.ts';
import type { Mutant } from '../../../sim/zoo/mutant.ts';
import { frameDecodeTarget } from '../../../fuzz/targets/frame-decode.ts';
import { frameRoundtripTarget } from '../../../fuzz/targets/frame-roundtrip.ts';
import { observerStreamTarget } from '../../../fuzz/targets/observer-stream.ts';
import type { FuzzTarget } from '../../../fuzz/targets/target.ts';
import { trackerOpsTarget } from '../../../fuzz/targets/tracker-ops.ts';
import type { Production } from '../../../sim/subject/production.ts';
import { firstFinding } from '../targets/first-finding.ts';

/** What found a planted bug. */
export interface CorpusCatch {
  readonly target: string;
  readonly signature: string;
}

/** Whether a bug can be looked for by replaying inputs in this process: it must neither hang nor be in the harness, nor in an adapter, which no target drives. */
export function isTame(mutant: Mutant): boolean {
  return mutant.crashesProcess === undefined && mutant.edits.every(({ file }) => file.startsWith('src/') && !file.startsWith('src/node/'));
}

/**
 * Bugs that no filed input finds: most need options of the observer or the tracker, long pauses or copies, which no target makes, and
 * simulation alone finds them.
 */
export const BEYOND_CORPORA: readonly string[] = [
  'restart-without-stall',
  'generation-ignored',
  'older-generation-accepted',
  'takeover-by-weaker-origin',
  'terminal-nonce-left-behind',
  'last-word-again-and-again',
  'high-half-of-key-ignored',
  'last-word-limited',
  'takeover-limited',
  'drain-before-reading',
  'catch-up-never-over',
  'emptiness-remembered',
  'refuted-stall-of-evicted-surfaced',
  'long-step-at-once',
  'pause-counted-whole',
  'far-past-waited-out',
  'key-ignored',
  'copy-reports-again',
  'copy-forgets-last-words',
  'copy-forgets-empty',
  'generation-as-double',
  'generation-lower-half',
  'namespace-lower-half',
  'own-namespace-as-double',
  'long-queue-places-forgotten',
  'queue-places-of-a-byte',
  'drain-stops-halfway',
  'restart-without-namespace',
  'out-of-order-report-inherited',
  'metrics-by-slot',
  'exactly-full-keeps-remainder',
  'generation-signed',
  'interval-lower-half',
  'key-zero-is-none',
  'last-slot-of-largest-table-unfound',
  'time-wraps-at-its-end',
  'view-empty-when-nothing-is-due',
];

/** Replays the corpora of the targets that drive the part with the bug, up to the first finding. `folder` is what was compiled. */
export async function foundByCorpora(mutant: Mutant, folder: string): Promise<CorpusCatch | null> {
  const { production, dispose } = await loadMutant(mutant, folder);
  try {
    for (const target of targetsFor(mutant, production)) {
      const signature = firstFinding(target);
      if (signature !== null) return { target: target.name, signature };
    }
    return null;
  } finally {
    dispose();
  }
}

function targetsFor({ edits: [{ file }] }: Mutant, production: Production): FuzzTarget[] {
  const all = [trackerOpsTarget(production), observerStreamTarget(production)];
  if (file.startsWith('src/observer/')) return all.slice(1);
  if (!file.startsWith('src/vlp/')) return all;
  const frames = { crc32c, frameChecksums, ...production };
  return [frameDecodeTarget(frames), frameRoundtripTarget(frames), ...all];
}
