import { agents, attacker, drawTable, kernelSocket, MS, NO_LIMITS, planWorld, soundLink, udpPort } from './world-builder.ts';
import type { Scenario } from './scenario.ts';

export const originSpoof: Scenario = {
  name: 'origin-spoof',
  claim:
    'Forged beats for tracked pids over another transport, with higher nonces, neither refresh nor silence an agent: the first origin wins, and a pid above the limit without attestation is not looked at.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(8, 128), window: () => 32 });
    const { capacity } = table;
    const thresholdNs = entropy.int(100, 300) * MS;
    const intervalNs = Math.floor(thresholdNs / 4);
    const honest = Math.max(1, Math.floor(Math.min(capacity, 4096) / 2));
    const forNs = knobs.forNs ?? 24 * thresholdNs;
    const quarter = Math.max(1, Math.floor(honest / 4));
    return planWorld(table, {
      forNs,
      thresholdNs,
      observer: { ...NO_LIMITS, pid_max: 100_000 },
      listeners: [
        kernelSocket(),
        udpPort(),
        { name: 'vouched', origin: 'operator-attested', attestsPid: false, seesNamespace: false, queueMax: 1000 },
      ],
      links: [soundLink('wire', 'socket'), soundLink('net', 'udp'), soundLink('lan', 'vouched')],
      fleet: [agents({ name: 'honest', count: honest, intervalNs, firstPid: 500 })],
      attackers: [
        attacker({ name: 'spoofer', attack: 'origin-spoof', link: 'net', startNs: 2 * intervalNs, everyNs: Math.floor(intervalNs / 20) }),
        attacker({ name: 'insider', attack: 'origin-spoof', link: 'lan', startNs: 2 * intervalNs, everyNs: Math.floor(intervalNs / 5) }),
        attacker({ name: 'giant', attack: 'pid-rotation', link: 'net', startNs: intervalNs, everyNs: intervalNs }),
      ],
      timeline: [
        // Forged beats must not keep the dead alive.
        { atNs: Math.floor(forNs / 3), do: 'crash', fleet: 'honest', count: quarter },
      ],
      settle: { quietNs: 4 * thresholdNs, networkIsSound: true },
    });
  },
};
