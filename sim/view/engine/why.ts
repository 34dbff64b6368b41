import { LANE_BIT, LANE_WORDS, REFUSALS, REFUSED } from './lanes.ts';
import { NOT_READ, NOT_TAKEN } from './step-columns.ts';
import { kept, lastAbout, type Explainable, type Reason } from './reasons.ts';
import { whyRefused } from './why-refused.ts';

/** What is asked about. */
export type WhyTarget =
  | { readonly of: 'cell'; readonly slot: number; readonly pid: number; readonly field: string }
  | { readonly of: 'pid'; readonly pid: number }
  | { readonly of: 'datagram'; readonly step: number }
  /** The refusals of a step. */
  | { readonly of: 'refusal'; readonly step: number };

/** Datagrams of one poll that are told of, at most. */
const ARRIVALS_MAX = 8;

/** Why something is as it is after a step, in sentences that lead to steps. O(steps). */
export function explain(on: Explainable, at: number, target: WhyTarget): Reason[] {
  switch (target.of) {
    case 'cell':
      return cell(on, at, target);
    case 'pid':
      return pidReasons(on, at, target.pid);
    case 'datagram':
      return datagram(on, target.step);
    case 'refusal':
      return [...whyRefused(on, target.step, null), ...arrivals(on, target.step)];
  }
}

function lastInSlot(on: Explainable, from: number, slot: number, bits: number): number {
  for (let step = from; step >= 0; step--) if (on.slots[step] === slot && (on.bits[step] & bits) !== 0) return step;
  return -1;
}

function lastFlag(on: Explainable, from: number, slot: number): number {
  for (let step = from; step >= 0; step--) if (on.slots[step] !== slot && on.touches(step, slot)) return step;
  return -1;
}

function cell(on: Explainable, at: number, { slot, pid, field }: { slot: number; pid: number; field: string }): Reason[] {
  const beat = lastInSlot(on, at, slot, LANE_BIT.accepted);
  const birth = lastAbout(on, at, pid, LANE_BIT.inserted);
  if (field === 'stalled') {
    const stall = lastAbout(on, at, pid, LANE_BIT.stalled);
    const flagged = lastFlag(on, at, slot);
    return kept([
      beat === -1 ? null : { text: `the last beat of pid ${pid} was accepted here; silence began`, step: beat },
      flagged > beat ? { text: 'a drain found it silent for the threshold here, and flagged it', step: flagged } : null,
      stall > beat ? { text: `its stall was handed out here`, step: stall } : null,
    ]);
  }
  if (field === 'pid' || field === 'origin' || field === 'ns')
    return kept([birth === -1 ? null : { text: `pid ${pid} came into slot ${slot} here, and its ${words(field)} with it`, step: birth }]);
  return kept([beat === -1 ? null : { text: `this beat wrote the ${words(field)} of slot ${slot}`, step: beat }]);
}

function words(field: string): string {
  if (field === 'last') return 'time of the last beat';
  return field === 'ns' ? 'namespace' : field;
}

function pidReasons(on: Explainable, at: number, pid: number): Reason[] {
  const accepted = lastAbout(on, at, pid, LANE_BIT.accepted);
  const evicted = lastEviction(on, at, pid);
  const refused = lastAbout(on, at, pid, REFUSED);
  const stalled = lastAbout(on, at, pid, LANE_BIT.stalled);
  const reasons = kept([
    accepted === -1
      ? { text: `no beat of pid ${pid} was accepted so far`, step: null }
      : { text: 'its last beat was accepted here', step: accepted },
    stalled === -1 ? null : { text: 'its stall was handed out here', step: stalled },
    evicted === -1 ? null : { text: 'it was evicted here', step: evicted },
    refused === -1 ? null : { text: `${refusalAt(on, refused)} here`, step: refused },
  ]);
  return refused === -1 ? reasons : [...reasons, ...whyRefused(on, refused, pid)];
}

/** A step that evicts is about two pids at least: the one that was evicted, and the one that was accepted. */
function lastEviction(on: Explainable, at: number, pid: number): number {
  for (let step = at; step >= 0; step--) {
    if ((on.bits[step] & LANE_BIT.evicted) === 0) continue;
    const pids = Array.from(on.pidsOf(step));
    if (pids.length > 1 && pids.at(-1) === pid) return step;
  }
  return -1;
}

function refusalAt(on: Explainable, step: number): string {
  const name = REFUSALS.find((one) => (on.bits[step] & LANE_BIT[one]) !== 0);
  return name === undefined ? 'refused' : LANE_WORDS[name];
}

function datagram(on: Explainable, step: number): Reason[] {
  const read = on.readBy[step];
  const arrival: Reason[] = [...on.wayOf(step), { text: 'it arrived here', step }];
  if (read === NOT_TAKEN) return [...arrival, { text: 'the listener did not take it', step: null }];
  if (read === NOT_READ) return [...arrival, { text: 'it was not read before the end of the run', step: null }];
  const isTaken = (on.bits[read] & LANE_BIT.accepted) !== 0;
  return [
    ...arrival,
    { text: `it was read here: ${isTaken ? LANE_WORDS.accepted : refusalAt(on, read)}`, step: read },
    { text: `that poll: ${on.sentence(read)}`, step: read },
    ...(isTaken ? [] : whyRefused(on, read, null)),
  ];
}

/** The datagrams that a poll read, oldest first. O(steps). */
function arrivals(on: Explainable, poll: number): Reason[] {
  const found: Reason[] = [];
  for (let step = poll - 1; step >= 0 && found.length < ARRIVALS_MAX; step--)
    if (on.readBy[step] === poll) found.unshift({ text: 'a datagram that was read there arrived here', step });
  return found;
}
