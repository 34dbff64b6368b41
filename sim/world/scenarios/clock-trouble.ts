import { U64_MAX } from '../../data/spec/limits.ts';
import type { ActionScript } from '../script.ts';
import { agents, drawTable, MS, NO_LIMITS, planWorld, SECOND } from './world-builder.ts';
import type { Scenario } from './scenario.ts';

export const clockTrouble: Scenario = {
  name: 'clock-trouble',
  claim:
    'The clock runs backwards, leaps, stands still and reaches the ends of u64: time as the observer goes by it never falls, no stall comes early by it, and nothing overflows.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(4, 64), window: () => 16 });
    const { capacity } = table;
    const kind = entropy.pick(['start', 'middle', 'end', 'huge threshold'] as const);
    const thresholdNs = entropy.int(100, 300) * MS;
    const intervalNs = Math.floor(thresholdNs / 4);
    const forNs = knobs.forNs ?? 40 * thresholdNs;
    const troubles = entropy.int(6, 20);
    // A clock that leaps makes every agent look silent: in a table that is too small a live one may then be evicted, rightly.
    const isOverfull = entropy.chance({ numerator: 1, denominator: 2 });
    const timeline: ActionScript[] = [];
    for (let trouble = 0; trouble < troubles; trouble++) {
      const atNs = entropy.int(0, Math.floor(forNs * 0.7));
      const byNs = entropy.u64(1n, entropy.pick([BigInt(thresholdNs), 20n * BigInt(thresholdNs), 30n * BigInt(SECOND)]));
      const what = entropy.pick(['clock-forward', 'clock-backward', 'clock-freeze', 'clock-thaw'] as const);
      timeline.push(what === 'clock-forward' || what === 'clock-backward' ? { atNs, do: what, byNs } : { atNs, do: what });
    }
    timeline.sort((a, b) => a.atNs - b.atNs);
    const startNs =
      kind === 'start'
        ? 0n
        : kind === 'middle'
          ? 1n << 63n
          : kind === 'end'
            ? U64_MAX - BigInt(Math.floor(forNs / 2))
            : entropy.u64(0n, U64_MAX / 2n);
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        ...(kind === 'huge threshold' ? { observer: { ...NO_LIMITS, threshold: U64_MAX / 4n } } : {}),
        clock: { startNs },
        fleet: [
          agents({ name: 'steady', count: Math.ceil(capacity / 2), intervalNs, livenessRequired: !isOverfull }),
          agents({ name: 'hanging', count: Math.floor(capacity / 4), intervalNs, livenessRequired: false }),
          agents({
            name: 'late',
            count: isOverfull ? capacity : Math.max(0, capacity - Math.ceil(capacity / 2) - Math.floor(capacity / 4)),
            intervalNs,
            startNs: Math.floor(forNs / 2),
            livenessRequired: false,
          }),
        ],
        timeline: [...timeline, { atNs: Math.floor(forNs / 4), do: 'hang', fleet: 'hanging', count: null }],
        // Once the clock has stopped at 2^64 − 1 no silence grows any longer.
        settle: kind === 'end' || kind === 'huge threshold' ? null : { quietNs: 6 * thresholdNs, networkIsSound: false },
      },
      { clock: kind, troubles, table: isOverfull ? 'overfull' : 'large enough' },
    );
  },
};
