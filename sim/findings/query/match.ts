import type { Bound, EventPattern, Link, Query } from './query.ts';
import type { StepEvent } from './step-events.ts';
import { lowerBound } from '../../data/lower-bound.ts';

/** An event at a step. */
export interface Occurrence {
  readonly step: number;
  /** The greatest time that the run has come to by then, nanoseconds. */
  readonly ns: bigint;
  readonly event: StepEvent;
}

/** A step that matches, and for each link that is not negated the nearest step that it holds by. */
export interface Match extends Occurrence {
  readonly by: readonly { readonly link: Link; readonly occurrence: Occurrence }[];
}

/** Takes the steps of one run in their order, and says at its end which of them match a query. */
export class Matcher {
  readonly #query: Query;
  readonly #anchors: Occurrence[] = [];
  /** By link: what may hold it, all and by pid, in the order of steps. */
  readonly #of: readonly { readonly all: Occurrence[]; readonly byPid: Map<number, Occurrence[]> }[];

  constructor(query: Query) {
    this.#query = query;
    this.#of = query.links.map(() => ({ all: [], byPid: new Map<number, Occurrence[]>() }));
  }

  /** Takes what happened at the next step. O(events × links). */
  take(step: number, ns: bigint, events: readonly StepEvent[]): void {
    const { event: anchor, links } = this.#query;
    for (const event of events) if (isOf(event, anchor)) this.#anchors.push({ step, ns, event });
    for (const [at, { event: wanted }] of links.entries()) {
      for (const event of events) if (isOf(event, wanted)) this.#keep(at, { step, ns, event });
    }
  }

  #keep(at: number, occurrence: Occurrence): void {
    const { all, byPid } = this.#of[at];
    all.push(occurrence);
    const { pid } = occurrence.event;
    if (pid === null) return;
    const known = byPid.get(pid);
    if (known === undefined) byPid.set(pid, [occurrence]);
    else known.push(occurrence);
  }

  /** The steps that match, in their order, each once. O(anchors × links × log steps). */
  matches(): Match[] {
    const matches: Match[] = [];
    for (const anchor of this.#anchors) {
      // A drain is about several pids: each may be the one that the links hold for.
      if (matches.at(-1)?.step === anchor.step) continue;
      const by = this.#holding(anchor);
      if (by !== null) matches.push({ ...anchor, by });
    }
    return matches;
  }

  #holding(anchor: Occurrence): Match['by'] | null {
    const by: { readonly link: Link; readonly occurrence: Occurrence }[] = [];
    for (const [at, link] of this.#query.links.entries()) {
      const occurrence = this.#nearest(at, link, anchor);
      if ((occurrence === null) !== link.isNegated) return null;
      if (occurrence !== null) by.push({ link, occurrence });
    }
    return by;
  }

  /** The nearest one on its side of the anchor that is near enough: as time never runs back here, no other is nearer. */
  #nearest(at: number, { direction, samePid, bound }: Link, anchor: Occurrence): Occurrence | null {
    const { pid } = anchor.event;
    if (samePid && pid === null) return null;
    const list = samePid ? (this.#of[at].byPid.get(pid as number) ?? []) : this.#of[at].all;
    const place = direction === 'preceded-by' ? firstFrom(list, anchor.step) - 1 : firstFrom(list, anchor.step + 1);
    const occurrence = list[place];
    return occurrence !== undefined && isWithin(bound, anchor, occurrence) ? occurrence : null;
  }
}

function isOf(event: StepEvent, { name, words, pid }: EventPattern): boolean {
  if (event.name !== name || (pid !== null && event.pid !== pid)) return false;
  return words.every((alternatives) => alternatives.some((word) => event.words.includes(word)));
}

/** The place of the first occurrence at `step` or after it. */
function firstFrom(list: readonly Occurrence[], step: number): number {
  return lowerBound(list, (occurrence) => occurrence.step < step);
}

function isWithin(bound: Bound | null, a: Occurrence, b: Occurrence): boolean {
  if (bound === null) return true;
  if (bound.unit === 'steps') return Math.abs(a.step - b.step) <= bound.steps;
  return (a.ns > b.ns ? a.ns - b.ns : b.ns - a.ns) <= bound.ns;
}
