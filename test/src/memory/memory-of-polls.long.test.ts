import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plantMutant } from '../../../sim/zoo/load-mutant.ts';
import { edit, type Edit } from '../../../sim/zoo/mutant.ts';
import { COMPILED, measured } from './measured.ts';

/** Bytes that 256 polls of each kind may allocate, 40 snapshots of the metrics of 256 pids, 256 reads of a ring: half as much again as they do. */
const MOST = { beats: 105_000, repeats: 68_000, stalls: 80_000, evictions: 105_000, idle: 22_000, metrics: 6_800_000, ring: 90_000 };
/** Bytes by which the heap may have grown after 300 rounds of each and a collection: one that leaves a number behind leaves more. */
const GROWTH_MAX = 70_000;

/** What is too much: kinds of which a round allocates more than it may, and `heap` where that grows. */
async function tooMuch(planted: readonly Edit[]): Promise<string[]> {
  const { folder, dispose } = plantMutant({ name: 'planted', sentence: 'it is planted', edits: planted }, COMPILED);
  try {
    const { allocated, grown } = await measured<keyof typeof MOST>('measure-polls.js', join(folder, 'src'));
    const kinds = Object.entries(MOST).filter(([kind, most]) => allocated[kind as keyof typeof MOST] > most);
    return [...kinds.map(([kind]) => kind), ...(grown > GROWTH_MAX ? ['heap'] : [])];
  } finally {
    dispose();
  }
}

const OBSERVER = 'src/observer/observer.js';

describe('the memory of an observer and of the ring of a UDP listener', () => {
  it('is bounded for a round of each kind, and does not grow with time', async () => {
    expect(await tooMuch([])).toEqual([]);
  });

  it.each<readonly [what: string, planted: Edit, seen: readonly string[]]>([
    [
      'a stall that leaves a number behind',
      edit('src/observer/stall-queue.js', 'this.#beaten[at] = 0;', 'this.#beaten[at] = 0; (this.kept ??= []).push(pid);'),
      ['heap'],
    ],
    [
      'a snapshot of the metrics that leaves a number behind',
      edit(OBSERVER, 'return [...this.#totals.collect', '(this.snapshots ??= []).push(1); return [...this.#totals.collect'),
      ['heap'],
    ],
    [
      'a pid taken out of the index that leaves an object behind',
      edit('src/tracker/pid-index.js', 'this.#size--;', 'this.#size--; (this.removed ??= []).push({ pid, slot });'),
      ['heap'],
    ],
    [
      'a poll that makes a list',
      edit(OBSERVER, 'const count = this.#listeners.length;', 'const count = [...this.#listeners, ...this.#listeners].length / 2;'),
      ['idle'],
    ],
    [
      'a beat that makes an object',
      edit(OBSERVER, 'bump(this.#counts.beats, slot);', 'bump(this.#counts.beats, slot); this.last = new Array(32).fill(pid);'),
      ['beats'],
    ],
    [
      'a ring that is copied at each read',
      edit('src/node/datagram-ring.js', 'return this.#bytes.slice(at', 'return this.#bytes.slice().slice(at'),
      ['ring'],
    ],
  ])('shows %s', async (_, planted, seen) => {
    expect(await tooMuch([planted])).toEqual(expect.arrayContaining([...seen]));
  });
});
