// First of all: what is loaded after it and keeps a function for itself keeps a guarded one.
// oxlint-disable-next-line import/no-unassigned-import
import './guard/install.ts';
import * as source from '../../src/index.ts';

/** The code under test. A harness that plants bugs puts a changed copy in its place. */
export type Production = Pick<typeof source, 'Tracker' | 'TrackerView' | 'Observer' | 'ObserverView' | 'decodeFrame' | 'encodeFrame'>;

/** The real thing. */
export const PRODUCTION: Production = source;
