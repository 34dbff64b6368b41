import { describe, expect, it } from 'vitest';
import { Tracker } from '../../../../src/index.ts';
import { TrackerSession } from '../../../../sim/subject/serve/tracker-session.ts';

describe('TrackerSession', () => {
  it('throws for an operation that it has refused', () => {
    const session = new TrackerSession();
    expect(session.refusalOf({ op: 'len' })).toBe('there is no tracker for len: a session begins with new');
    expect(() => session.apply({ op: 'len' })).toThrow(new RangeError('Cannot apply operation: a session begins with new, got len'));
  });

  it('shows its tracker, which a new one replaces', () => {
    const session = new TrackerSession();
    expect(session.tracker).toBe(null);
    session.apply({ op: 'new', capacity: 5000, policy: 'balanced', window: 0 });
    const first = session.tracker;
    expect(first).toMatchObject({ capacity: 4096, evictionPolicy: 'balanced', evictionScanWindow: 1 });
    session.apply({ op: 'new', capacity: 1, policy: 'strict', window: 1 });
    expect(session.tracker).not.toBe(first);
  });

  it('runs on the tracker that it is given', () => {
    class Deaf extends Tracker {
      override record(): 'out-of-order' {
        return 'out-of-order';
      }
    }
    const session = new TrackerSession((options) => new Deaf(options));
    session.apply({ op: 'new', capacity: 1, policy: 'strict', window: 1 });
    const beat = { op: 'record', pid: 7, nonce: 1n, status: 'ok', now: 0n, threshold: 1n, origin: 'kernel-attested', ns: null } as const;
    expect(session.apply(beat).reply).toBe('out-of-order');
  });
});
