// Before anything else: a module that is loaded later and keeps a reference to, say, Date.now keeps the guarded one.
// oxlint-disable-next-line import/no-unassigned-import
import './guard/install.ts';
import * as source from '../../src/index.ts';
import * as node from '../../src/node/index.ts';

/** The parts of the code under test that a run uses. The zoo passes a mutated copy. */
export type Production = Pick<typeof source, 'Tracker' | 'TrackerView' | 'Observer' | 'ObserverView' | 'decodeFrame' | 'encodeFrame'> &
  Pick<typeof node, 'UdpListener' | 'MonotonicClock' | 'formatPrometheus' | 'listenerMetrics'>;

/** The code of `src`. */
export const PRODUCTION: Production = { ...source, ...node };
