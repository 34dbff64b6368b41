import { describe, expect, it } from 'vitest';
import { STATUSES, statusCode, type Status } from '../../../src/vlp/status.ts';

describe('statusCode()', () => {
  it('is the place in STATUSES: 0 ok, 1 degraded, 2 critical, 3 stall', () => {
    expect(STATUSES).toEqual(['ok', 'degraded', 'critical', 'stall']);
    expect(STATUSES.map(statusCode)).toEqual([0, 1, 2, 3]);
  });

  it('is -1 for anything else', () => {
    expect(statusCode('dead' as Status)).toBe(-1);
    expect(statusCode(undefined as unknown as Status)).toBe(-1);
  });
});
