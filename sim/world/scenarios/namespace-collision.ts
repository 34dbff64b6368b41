import { agents, attacker, drawTable, MS, NO_LIMITS, planWorld, WIRE_AND_NET } from './world-builder.ts';
import type { Scenario } from './scenario.ts';

const HOST_NS = 4026531836n;
const CONTAINER_NS = 4026532200n;

export const namespaceCollision: Scenario = {
  name: 'namespace-collision',
  claim:
    'Two containers use the same pids: the first namespace keeps its slots, the other is refused and changes nothing; a namespace may become known once and never unknown again, and an observer that takes its own namespace alone refuses the rest first.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(24, 128), window: () => 64 });
    const { capacity } = table;
    const thresholdNs = entropy.int(100, 300) * MS;
    const intervalNs = Math.floor(thresholdNs / 4);
    const count = Math.max(1, Math.floor(capacity / 6));
    // Four groups have pids of their own: a smaller table has no room for them all.
    const livenessRequired = capacity >= 4 * count;
    const allowCrossNamespace = entropy.chance({ numerator: 1, denominator: 2 });
    const forNs = knobs.forNs ?? 20 * thresholdNs;
    const at = (part: number): number => Math.floor((forNs * part) / 100);
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        observer: { ...NO_LIMITS, ns: HOST_NS, allow_cross_namespace: allowCrossNamespace },
        ...WIRE_AND_NET,
        fleet: [
          agents({ name: 'host', count, intervalNs, firstPid: 100, ns: HOST_NS, livenessRequired }),
          agents({ name: 'twins', count, intervalNs, firstPid: 100, ns: CONTAINER_NS, startNs: 2 * intervalNs, livenessRequired: false }),
          agents({ name: 'learned', count, intervalNs, firstPid: 2000, ns: null, livenessRequired }),
          agents({ name: 'forgotten', count, intervalNs, firstPid: 3000, ns: HOST_NS, livenessRequired: false }),
          agents({
            name: 'foreign',
            count,
            intervalNs,
            firstPid: 4000,
            ns: CONTAINER_NS,
            livenessRequired: livenessRequired && allowCrossNamespace,
          }),
        ],
        attackers: [
          attacker({
            name: 'collider',
            attack: 'namespace-collision',
            link: 'wire',
            ns: CONTAINER_NS + 1n,
            startNs: at(30),
            everyNs: Math.floor(intervalNs / 10),
          }),
          // Old frames of agents whose namespace is still unknown: what is refused for its nonce may leave no namespace behind.
          attacker({
            name: 'echo',
            attack: 'replay',
            link: 'wire',
            ns: HOST_NS,
            startNs: 2 * intervalNs,
            stopNs: at(15),
            everyNs: Math.floor(intervalNs / 10),
          }),
          attacker({ name: 'forger', attack: 'pid-forgery', link: 'wire', ns: HOST_NS, startNs: at(20), everyNs: intervalNs }),
        ],
        timeline: [
          { atNs: at(15), do: 'change-namespace', fleet: 'learned', count: null, ns: HOST_NS },
          { atNs: at(40), do: 'change-namespace', fleet: 'forgotten', count: null, ns: null },
        ],
        settle: { quietNs: 4 * thresholdNs, networkIsSound: true },
      },
      { crossNamespace: allowCrossNamespace ? 'allowed' : 'refused' },
    );
  },
};
