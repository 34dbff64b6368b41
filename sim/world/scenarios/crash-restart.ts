import { ratio } from '../../data/entropy/entropy.ts';
import { UNEVENTFUL } from '../script.ts';
import { agents, drawTable, kernelSocket, MS, planWorld, soundLink, udpPort } from './world-builder.ts';
import type { Scenario } from './scenario.ts';

export const crashRestart: Scenario = {
  name: 'crash-restart',
  claim:
    'Agents crash with and without a last word and come back under the old pid or a new one; every death is reported, the supervisor replaces the dead and never one who lives, although old and new selves share the table.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => 1024, window: () => 256 });
    const { capacity } = table;
    const thresholdNs = entropy.int(100, 400) * MS;
    const intervalNs = Math.floor(thresholdNs / 5);
    const count = Math.min(24, capacity);
    const forNs = knobs.forNs ?? 250 * intervalNs;
    return planWorld(table, {
      forNs,
      thresholdNs,
      listeners: [kernelSocket(), udpPort()],
      links: [soundLink('wire', 'socket', Math.floor(intervalNs / 10)), soundLink('net', 'udp', Math.floor(intervalNs / 10))],
      fleet: ['wire', 'net'].map((link) =>
        agents({
          name: link,
          count: Math.ceil(count / 2),
          link,
          intervalNs,
          jitterNs: Math.floor(intervalNs / 5),
          lifecycle: {
            ...UNEVENTFUL,
            degrade: ratio(1, 50),
            crash: ratio(1, 100),
            panic: ratio(1, 2),
            restartNs: { min: intervalNs, max: 4 * thresholdNs },
            samePid: ratio(1, 3),
          },
          livenessRequired: capacity >= 1024,
        }),
      ),
      supervisor: { delayNs: thresholdNs },
      settle: { quietNs: 6 * thresholdNs, networkIsSound: capacity >= 1024 },
    });
  },
};
