import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSame } from '../../support/expect-equal.ts';
import { formatShard, parseShard, shardInterval, SHARDS_MAX } from '../../../sim/campaign/shard.ts';

describe('shardInterval()', () => {
  it('deals every seed to one shard and one alone, in order, and as evenly as can be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: SHARDS_MAX }), fc.integer({ min: 0, max: 1_000_000 }), (of, count) => {
        const all = Array.from({ length: of }, (_, at) => shardInterval({ index: at + 1, of }, count));
        let end = 0;
        for (const { from, to } of all) {
          expectSame(from, end);
          expectSame(to - from === Math.floor(count / of) || to - from === Math.ceil(count / of), true);
          end = to;
        }
        expect(end).toBe(count);
      }),
    );
  });
});

describe('parseShard()', () => {
  it('reads what is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: SHARDS_MAX }), fc.nat(), (of, at) => {
        const shard = { index: 1 + (at % of), of };
        expect(parseShard(formatShard(shard))).toEqual(shard);
      }),
    );
  });

  it.each(['', '1', '0/4', '5/4', '1/0', '01/4', '1/4/4', '1/1001', '-1/4', '1.5/4', ' 1/4'])('knows that "%s" is none', (text) => {
    expect(parseShard(text)).toBeNull();
  });
});
