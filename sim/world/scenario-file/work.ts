import type { Ratio } from '../../data/entropy/entropy.ts';
import type { AttackerScript, FleetScript, LinkScript, WorldScript } from '../script.ts';
import { within, type Fault } from './fault.ts';
import { longestDelayNs } from './settle-times.ts';

/** Most operations that a run of a scenario file may take, by the estimate of {@link excessiveWork}. */
const OPERATIONS_MAX = 100_000_000;

/** Most datagrams that may be on their way at one time, by estimate. */
const IN_FLIGHT_MAX = 1_000_000;

/** A part of the file with the operations that it makes. */
interface Share {
  readonly path: string;
  readonly operations: number;
}

// A datagram is an operation, and so is the poll that reads it.
const OPERATIONS_PER_DATAGRAM = 2;

// An attacker looks at all agents to choose a victim, far faster than an operation is carried out.
const AGENTS_PER_OPERATION = 100;

/** Why a world is too much work, as a fault of the part that makes most of it; null if it is not. O(world). */
export function excessiveWork(world: WorldScript): Fault | null {
  const shares = [...sharesOf(world)];
  const total = shares.reduce((sum, { operations }) => sum + operations, 0);
  if (total > OPERATIONS_MAX) {
    const largest = shares.reduce((most, share) => (share.operations > most.operations ? share : most));
    return {
      path: largest.path,
      says: `must leave the run at most ${OPERATIONS_MAX} operations, got ${roughly(total)}, most of them from here`,
    };
  }
  return crowdedLink(world);
}

function* sharesOf(world: WorldScript): Generator<Share> {
  const { forNs, polling, fleet, attackers, timeline, links } = world;
  const agents = fleet.reduce((sum, { count }) => sum + count, 0);
  yield { path: '/polling', operations: (forNs / polling.tickNs) * polling.burst };
  for (const [at, group] of fleet.entries()) {
    const beats = group.count + forNs * beatsPerNs(group);
    yield { path: within(within('/fleet', at), 'interval'), operations: OPERATIONS_PER_DATAGRAM * copies(links, group.link) * beats };
  }
  for (const [at, attacker] of attackers.entries()) {
    const operations = OPERATIONS_PER_DATAGRAM * copies(links, attacker.link) + agents / AGENTS_PER_OPERATION;
    yield { path: within(within('/attackers', at), 'every'), operations: operations * datagramsOf(attacker, forNs) };
  }
  yield { path: '/timeline', operations: timeline.length * (1 + agents) };
}

/** Beats and terminal frames a nanosecond of all agents of one kind. */
function beatsPerNs({ count, intervalNs, jitterNs, driftPpm, lifecycle }: FleetScript): number {
  const beatNs = Math.max(1, (intervalNs * (1_000_000 + driftPpm.min)) / 1_000_000 + jitterNs / 2);
  // Who hangs or dies may come back at once, to beat and wait an interval: at most twice a turn.
  const turns = lifecycle.hang.numerator + lifecycle.crash.numerator > 0 ? 2 : 1;
  return (turns * count) / beatNs;
}

function datagramsOf({ startNs, stopNs, everyNs, burst }: AttackerScript, forNs: number): number {
  return burst * (1 + (Math.min(stopNs, forNs) - startNs) / everyNs);
}

function copies(links: readonly LinkScript[], name: string): number {
  const link = links.find((candidate) => candidate.name === name);
  return link === undefined ? 1 : 1 + probability(link.duplicate);
}

/** A link that would hold more datagrams than memory should. */
function crowdedLink({ links, fleet, attackers, forNs }: WorldScript): Fault | null {
  for (const [at, link] of links.entries()) {
    const senders = fleet.filter((group) => group.link === link.name);
    const beats = senders.reduce((sum, group) => sum + beatsPerNs(group), 0);
    const attacksPerNs = attackers
      .filter((attacker) => attacker.link === link.name)
      .reduce((sum, { burst, everyNs }) => sum + burst / everyNs, 0);
    const heldNs = Math.min(forNs, longestDelayNs(link));
    const inFlight = (1 + probability(link.duplicate)) * (beats + attacksPerNs) * heldNs;
    if (inFlight > IN_FLIGHT_MAX) {
      return {
        path: within('/links', at),
        says: `must hold at most ${IN_FLIGHT_MAX} datagrams at one time, got delays that make it ${roughly(inFlight)}`,
      };
    }
  }
  return null;
}

function probability({ numerator, denominator }: Ratio): number {
  return numerator / denominator;
}

/** A number for people: whole up to millions, then by its power of ten. */
function roughly(amount: number): string {
  if (amount < 1e7) return `about ${Math.round(amount)}`;
  const power = Math.floor(Math.log10(amount));
  return `about ${(amount / 10 ** power).toFixed(1)}·10^${power}`;
}
