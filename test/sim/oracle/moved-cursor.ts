import { recordingWith } from './faulty-production.ts';
import type { Fault } from './rule-case.ts';

/** A refresh that moves the scan cursor. */
export const MOVED_CURSOR: Fault = {
  what: 'a cursor that a refresh moves',
  production: recordingWith(({ record, inside }) => {
    const update = record();
    if (update === 'refreshed') inside.state.cursor = 1;
    return update;
  }),
  play: (bench) => {
    bench.create(4);
    bench.beat(7, 1n, 0n);
    bench.beat(8, 1n, 0n);
    bench.beat(7, 2n, 0n);
  },
};
