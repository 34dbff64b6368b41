import { clockTrouble } from './clock-trouble.ts';
import { crashRestart } from './crash-restart.ts';
import { floodAgainstLimiters } from './flood-against-limiters.ts';
import { floodBalanced } from './flood-balanced.ts';
import { floodStrict } from './flood-strict.ts';
import { badClockReading, chosenPids, herd, lastWords, massDeath, pausedObserver, samePidRestart, suspendResume } from './host-faults.ts';
import { hashCollision } from './hash-collision.ts';
import { largeTable } from './large-table.ts';
import { knownLimits } from './known-limits.ts';
import { lossyNetwork } from './lossy-network.ts';
import { namespaceCollision } from './namespace-collision.ts';
import { nonceEdges } from './nonce-edges.ts';
import { observerDirect } from './observer-direct.ts';
import { originSpoof } from './origin-spoof.ts';
import { rollingChurn } from './rolling-churn.ts';
import { silentAgents } from './silent-agents.ts';
import { steadyFleet } from './steady-fleet.ts';
import { swarm } from './swarm.ts';
import { tinyTables } from './tiny-tables.ts';
import { trackerDirect } from './tracker-direct.ts';
import { udpAdapter } from './udp-adapter.ts';
import type { Scenario } from './scenario.ts';

/** All scenarios of the default campaign, in order: what costs little and finds much comes first. */
export const SCENARIOS: readonly Scenario[] = [
  observerDirect,
  trackerDirect,
  udpAdapter,
  knownLimits,
  hashCollision,
  largeTable,
  tinyTables,
  steadyFleet,
  silentAgents,
  crashRestart,
  rollingChurn,
  floodStrict,
  floodBalanced,
  floodAgainstLimiters,
  namespaceCollision,
  originSpoof,
  nonceEdges,
  clockTrouble,
  lossyNetwork,
  pausedObserver,
  massDeath,
  badClockReading,
  suspendResume,
  lastWords,
  herd,
  samePidRestart,
  chosenPids,
  swarm,
];
