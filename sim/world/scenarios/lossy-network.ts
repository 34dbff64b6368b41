import { ratio } from '../../data/entropy/entropy.ts';
import type { LinkScript } from '../script.ts';
import { agents, attacker, drawTable, kernelSocket, MS, planWorld, soundLink, udpPort } from './world-builder.ts';
import type { Scenario } from './scenario.ts';

/** Largest table that is drawn; queues and bursts have room for its fleet. */
const CAPACITY_MAX = 128;

export const lossyNetwork: Scenario = {
  name: 'lossy-network',
  claim:
    'Loss, delay, reordering, duplication, bit flips, truncation, bursts and partitions make false stalls but never a wrong one: once the network is mended everybody who lives is tracked and quiet, everybody who died was reported.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(16, CAPACITY_MAX), window: () => 64 });
    const { capacity } = table;
    const thresholdNs = entropy.int(100, 300) * MS;
    const intervalNs = Math.floor(thresholdNs / 4);
    const forNs = knobs.forNs ?? 30 * thresholdNs;
    const at = (part: number): number => Math.floor((forNs * part) / 100);
    // A beat, its jitter, the longest delay and the wait for a poll together stay below the threshold of four intervals: else the quiet phase would bring stalls.
    const faulty = (name: string, listener: string): LinkScript => ({
      ...soundLink(name, listener, Math.floor((entropy.int(0, 3) * intervalNs) / 2)),
      loss: ratio(entropy.int(0, 40), 100),
      duplicate: ratio(entropy.int(0, 20), 100),
      reorder: ratio(entropy.int(0, 20), 100),
      reorderNs: 2 * intervalNs,
      corrupt: ratio(entropy.int(0, 10), 100),
      truncate: ratio(entropy.int(0, 10), 100),
      burst: ratio(entropy.int(0, 2), 100),
      burstNs: 2 * thresholdNs,
    });
    const half = Math.floor(Math.min(capacity, 4096) / 3);
    // A larger table comes from a knob. Its fleet would overrun the queues for ever, and no quiet phase would help.
    const room = Math.max(1, Math.ceil(capacity / CAPACITY_MAX));
    return planWorld(table, {
      forNs,
      thresholdNs,
      polling: { tickNs: Math.floor(thresholdNs / 20), atArrival: entropy.chance(ratio(2, 3)), burst: 64 * room },
      listeners: [kernelSocket('socket', 64 * room), udpPort('udp', 16 * room)],
      links: [faulty('wire', 'socket'), faulty('net', 'udp')],
      fleet: [
        agents({ name: 'local', count: half, intervalNs, jitterNs: Math.floor(intervalNs / 2) }),
        agents({ name: 'remote', count: half, link: 'net', intervalNs, jitterNs: Math.floor(intervalNs / 2) }),
      ],
      attackers: [attacker({ name: 'vandal', attack: 'malformed', link: 'net', everyNs: intervalNs })],
      timeline: [
        { atNs: at(20), do: 'partition', link: 'net' },
        { atNs: at(30), do: 'crash', fleet: 'remote', count: Math.ceil(half / 3) },
        { atNs: at(40), do: 'heal', link: 'net' },
        { atNs: at(50), do: 'partition', link: 'wire' },
        { atNs: at(55), do: 'heal', link: 'wire' },
      ],
      settle: { quietNs: 12 * thresholdNs, networkIsSound: false },
    });
  },
};
