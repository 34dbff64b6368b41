import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plantMutant } from '../../../sim/zoo/load-mutant.ts';
import { edit } from '../../../sim/zoo/mutant.ts';
import { COMPILED, measured, type Measured } from './measured.ts';

/**
 * Bytes that a thousand operations of a kind may allocate: less than one an operation, as they make nothing; for evictions half a number
 * each, as some engines keep a function apart that takes a word of 32 bits, and two more where both pids are from 2^31 on.
 */
const ACCEPTED = { refresh: 900, large: 900, wrap: 900, lastWords: 900 };
const MOST = { ...ACCEPTED, refusal: 900, largeRefusal: 900, newcomer: 900, eviction: 9000, highEviction: 41_000, lookup: 900, drain: 900 };
/** Bytes by which the heap may have grown after 400,000 beats and a collection: a beat that leaves one byte behind leaves more. */
const GROWTH_MAX = 200_000;

async function measure(folder: string): Promise<Measured<keyof typeof MOST>> {
  return measured('measure.js', join(folder, 'src/index.js'));
}

const FIRST = '        const status = codeOfStatus(beat.status);\n        const originNumber = codeOfOrigin(origin);';
const IF_ACCEPTED = '        slots.lastNonces[slot] = nonce;';

async function measurePlanted(pattern: string, replacement: string): Promise<Measured<keyof typeof MOST>> {
  const planted = plantMutant(
    { name: 'planted', sentence: 'it is planted', edits: [edit('src/tracker/tracker.js', pattern, `${replacement}\n${pattern}`)] },
    COMPILED,
  );
  try {
    return await measure(planted.folder);
  } finally {
    planted.dispose();
  }
}

describe('the memory of a tracker', () => {
  it('is bounded for a thousand operations of each kind, and does not grow with time', async () => {
    const { allocated, grown } = await measure(COMPILED);
    for (const [kind, most] of Object.entries(MOST)) expect([kind, allocated[kind as keyof typeof MOST] <= most]).toEqual([kind, true]);
    expect(grown).toBeLessThan(GROWTH_MAX);
  });

  it('is seen to be allocated by each accepted beat', async () => {
    const { allocated, grown } = await measurePlanted(IF_ACCEPTED, '        this.scratch = [nonce];');
    const dearer = Object.entries(MOST).flatMap(([kind, most]) => (allocated[kind as keyof typeof MOST] > most ? [kind] : []));
    expect(dearer).toEqual(Object.keys(ACCEPTED));
    expect(grown).toBeLessThan(GROWTH_MAX);
  });

  it('is seen to leak where one beat in 32 is kept', async () => {
    const { grown } = await measurePlanted(
      FIRST,
      '        if ((this.beats = (this.beats ?? 0) + 1) % 32 === 0)\n            (this.kept ??= []).push({ ...beat });',
    );
    expect(grown).toBeGreaterThan(GROWTH_MAX);
  });
});
