import { ratio } from '../../data/entropy/entropy.ts';
import { UNEVENTFUL } from '../script.ts';
import { agents, drawTable, MS, planWorld } from './world-builder.ts';
import type { Scenario } from './scenario.ts';

export const tinyTables: Scenario = {
  name: 'tiny-tables',
  claim:
    'With room for none, one or two pids and a window of one slot everything still holds: no slot is lost, none is shared, the index of two or four cells keeps order among more pids than it has cells.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(0, 2), window: () => entropy.pick([1, 1, 2]) });
    const { capacity } = table;
    const thresholdNs = 20 * MS;
    const intervalNs = 5 * MS;
    const count = entropy.int(1, 6);
    const forNs = knobs.forNs ?? 2500 * MS;
    return planWorld(table, {
      forNs,
      thresholdNs,
      fleet: [
        agents({
          name: 'crowd',
          count,
          intervalNs,
          lifecycle: {
            ...UNEVENTFUL,
            crash: ratio(1, 20),
            panic: ratio(1, 4),
            hang: ratio(1, 40),
            hangNs: { min: thresholdNs, max: 15 * thresholdNs },
            restartNs: { min: 0, max: 12 * thresholdNs },
            samePid: ratio(1, 4),
          },
          livenessRequired: count <= capacity,
        }),
      ],
      settle: { quietNs: 30 * thresholdNs, networkIsSound: false },
    });
  },
};
