import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../sim/data/ops/op.ts';
import { countsDifference, replyDifference, stateDifference } from '../../../sim/oracle/difference.ts';

describe('replyDifference()', () => {
  const reasonOf = (expected: string | null, got: string | null): string => {
    const exchange = (reply: string | null): Exchange =>
      ({ kind: 'exposition', op: { op: 'exposition', samples: [] }, reply }) as unknown as Exchange;
    return replyDifference(exchange(expected), exchange(got)).reason;
  };

  it('shows the first line in which a text for Prometheus is another', () => {
    expect(reasonOf('# HELP a b\na 1\n', '# HELP a b\na 2\n')).toBe('line 2 of the text for Prometheus is a 2; in the model a 1');
    expect(reasonOf('a 1', 'a 1\n')).toBe('line 2 of the text for Prometheus is empty; in the model not there');
    expect(reasonOf(null, 'a 1\n')).toBe('the text for Prometheus is written; in the model it is refused');
  });
});

describe('stateDifference()', () => {
  it('counts as people do', () => {
    expect(stateDifference('pending stalls', 0, 1).reason).toBe('1 stall waits to be reported, in the model 0');
    expect(stateDifference('stall count', 1, 2).reason).toBe('2 pids are flagged as stalled, in the model 1');
    expect(stateDifference('last drain', 0n, 90_000_001n, 'why').reason).toBe(
      'stalls were last drained at 90.000001 ms, in the model 0 ns: why',
    );
  });
});

describe('countsDifference()', () => {
  it('tells one datagram that came to something else from any other difference', () => {
    const one = { name: 'a', expected: 2, got: 1 };
    expect(countsDifference([one, { name: 'b', expected: 0, got: 1 }]).reason).toBe('a datagram came out as b, in the model as a');
    expect(countsDifference([one]).reason).toBe('datagrams are counted otherwise: a 1, in the model 2');
    expect(countsDifference([one, { name: 'b', expected: 0, got: 2 }]).reason).toBe(
      'datagrams are counted otherwise: a 1, in the model 2; b 2, in the model 0',
    );
  });
});
