import { describe, expect, it } from 'vitest';
import { BEAT_ORIGINS, originCode, type BeatOrigin } from '../../../src/tracker/origin.ts';

describe('originCode()', () => {
  it('is the place in BEAT_ORIGINS', () => {
    expect(BEAT_ORIGINS.map(originCode)).toEqual([0, 1, 2, 3]);
  });

  it('is -1 for anything else', () => {
    expect(originCode('carrier-pigeon' as BeatOrigin)).toBe(-1);
    expect(originCode(null as unknown as BeatOrigin)).toBe(-1);
  });
});
