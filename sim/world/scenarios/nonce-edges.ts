import { REGULAR_NONCE_MAX } from '../../data/spec/limits.ts';
import { ratio } from '../../data/entropy/entropy.ts';
import { UNEVENTFUL } from '../script.ts';
import { agents, attacker, drawTable, MS, planWorld, WIRE_AND_NET } from './world-builder.ts';
import type { Scenario } from './scenario.ts';

export const nonceEdges: Scenario = {
  name: 'nonce-edges',
  claim:
    'Nonces that start over at the top of u64 are taken as progress, repeated and replayed ones are not, and a terminal frame is the last word of its process: all within a few values of each other.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(48, 256), window: () => 256 });
    // A table smaller than the fleet has no room for every agent.
    const livenessRequired = table.capacity >= 28;
    const thresholdNs = entropy.int(100, 200) * MS;
    const intervalNs = Math.floor(thresholdNs / 5);
    const forNs = knobs.forNs ?? 30 * thresholdNs;
    const fromTop = entropy.u64(1n, 100n);
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        ...WIRE_AND_NET,
        fleet: [
          agents({ name: 'wrapping', count: 8, intervalNs, firstNonce: REGULAR_NONCE_MAX - fromTop, livenessRequired }),
          agents({ name: 'replayed', count: 8, link: 'net', intervalNs, firstNonce: REGULAR_NONCE_MAX - 60n, livenessRequired: false }),
          agents({ name: 'jumping', count: 4, intervalNs, livenessRequired }),
          agents({
            name: 'panicking',
            count: 8,
            intervalNs,
            lifecycle: {
              ...UNEVENTFUL,
              crash: ratio(1, 40),
              panic: ratio(3, 4),
              restartNs: { min: intervalNs, max: thresholdNs },
              samePid: ratio(1, 1),
            },
            livenessRequired: false,
          }),
        ],
        attackers: [attacker({ name: 'replayer', attack: 'replay', link: 'net', everyNs: Math.floor(intervalNs / 3) })],
        timeline: [
          { atNs: 8 * thresholdNs, do: 'set-nonce', fleet: 'jumping', count: 2, nonce: REGULAR_NONCE_MAX - (1n << 20n) },
          { atNs: 12 * thresholdNs, do: 'set-nonce', fleet: 'jumping', count: 1, nonce: REGULAR_NONCE_MAX },
        ],
        settle: { quietNs: 4 * thresholdNs, networkIsSound: true },
      },
      { fromTop: String(fromTop) },
    );
  },
};
