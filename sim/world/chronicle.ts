import { OUTCOMES, TRACKER_COUNTER } from '../data/spec/names.ts';
import { showTime } from '../data/duration.ts';
import { framePid } from '../data/ops/frame-pid.ts';
import type { Violation } from '../oracle/finding.ts';
import type { Run } from '../run/run.ts';
import type { Agent } from './agent.ts';
import type { AgentChange } from './world-log.ts';

/** What a file may forbid beside refusals, which it names by their outcome. */
const FORBIDDEN_BESIDE = ['report', 'eviction', 'restarted'] as const;

const REFUSALS = OUTCOMES.filter((outcome) => !['inserted', 'refreshed', 'restarted'].includes(outcome));

/** What a scenario file may forbid: a report of a stall, an eviction, a new life of a tracked pid, a refusal by its outcome. */
export const FORBIDDABLE: readonly string[] = [...FORBIDDEN_BESIDE, ...REFUSALS];

/** What must hold in a world beside the rules that hold in each. */
export interface ClaimsScript {
  /** Of {@link FORBIDDABLE}. */
  readonly forbid: readonly string[];
  /** How long after its death an agent must have been reported, nanoseconds; null for no bound. */
  readonly reportedWithinNs: number | null;
}

/** How an agent fell silent. `replaced`: it goes on under another pid. */
type Death = Extract<AgentChange, 'hung' | 'crashed' | 'panicked' | 'replaced'>;

const DEATHS: readonly AgentChange[] = ['hung', 'crashed', 'panicked', 'replaced'] satisfies Death[];
const LIVES: readonly AgentChange[] = ['started', 'recovered', 'restarted'];

/** A pid that fell silent. Times are virtual, nanoseconds. */
export interface ToldDeath {
  readonly pid: number;
  readonly fleet: string;
  readonly how: Death;
  readonly atNs: number;
  /** When it was reported as stalled; null for never. */
  readonly reportedNs: number | null;
}

/** What happened in a run, for people. The lists hold the first entries alone, the counts all. */
export interface Happenings {
  readonly deaths: readonly ToldDeath[];
  readonly deathCount: number;
  /** Deaths that were reported. */
  readonly reportedCount: number;
  /** The shortest and the longest time from a death to its report, nanoseconds; null where none was reported. */
  readonly delayNs: readonly [shortest: number, longest: number] | null;
  /** Reports of pids that had not fallen silent for good. */
  readonly otherReports: number;
  readonly evictions: number;
  readonly restarts: number;
  /** Datagrams that were refused, by outcome. */
  readonly refused: Readonly<Record<string, number>>;
}

const DEATHS_MAX = 100;

interface Open extends Omit<ToldDeath, 'reportedNs'> {
  readonly place: number;
  /** When it must have been reported; infinite for one of which that is not asked. */
  readonly dueNs: number;
}

/** Follows who dies, who is reported, and what is refused in a world, and holds it against the claims of its file. */
export class Chronicle {
  readonly #forbidden: ReadonlySet<string>;
  readonly #withinNs: number;
  readonly #deaths: ToldDeath[] = [];
  /** Pids that have not beaten since they fell silent, and those of them whose report is still to come. */
  readonly #silent = new Set<number>();
  readonly #open = new Map<number, Open>();
  readonly #counts = new Float64Array(OUTCOMES.length);
  #deathCount = 0;
  #reportedCount = 0;
  #delayNs: [number, number] | null = null;
  #otherReports = 0;
  #evictions = 0;
  #lastEvictions = 0;
  #nextDueNs = Number.POSITIVE_INFINITY;
  #run: Run | null = null;

  constructor({ forbid, reportedWithinNs }: ClaimsScript) {
    this.#forbidden = new Set(forbid);
    this.#withinNs = reportedWithinNs ?? Number.POSITIVE_INFINITY;
  }

  /** What has happened so far. */
  get happenings(): Happenings {
    const refused = REFUSALS.map((outcome) => [outcome, this.#counts[OUTCOMES.indexOf(outcome)]] as const).filter(([, count]) => count > 0);
    return {
      deaths: this.#deaths,
      deathCount: this.#deathCount,
      reportedCount: this.#reportedCount,
      delayNs: this.#delayNs,
      otherReports: this.#otherReports,
      evictions: this.#evictions,
      restarts: this.#counts[OUTCOMES.indexOf('restarted')],
      refused: Object.fromEntries(refused),
    };
  }

  /** Takes what happened to an agent. */
  agentChanged({ pid, fleet }: Agent, change: AgentChange, atNs: number): void {
    if (LIVES.includes(change)) {
      this.#silent.delete(pid);
      this.#open.delete(pid);
    }
    // One that crashes while it hangs, or is dead when it is replaced, fell silent before.
    if (!DEATHS.includes(change) || this.#silent.has(pid)) return;
    this.#silent.add(pid);
    const isTracked = (this.#run?.subject.trackerView?.resolve(pid) ?? -1) >= 0;
    const place = this.#deathCount++;
    const death = { pid, fleet: fleet.name, how: change as Death, atNs };
    if (place < DEATHS_MAX) this.#deaths.push({ ...death, reportedNs: null });
    const dueNs = fleet.livenessRequired && isTracked ? atNs + this.#withinNs : Number.POSITIVE_INFINITY;
    this.#open.set(pid, { ...death, place, dueNs });
    this.#nextDueNs = Math.min(this.#nextDueNs, dueNs);
  }

  /** The observer starts anew with an empty table: of whom it knew nothing is asked any more. */
  observerRestarted(): void {
    this.#open.clear();
    this.#lastEvictions = 0;
  }

  /** Takes what came of an operation at this virtual time. The violation of the file's claims, or null. */
  after(run: Run, nowNs: number): Violation | null {
    this.#run = run;
    return (run.polled ? this.#afterPoll(run, nowNs) : null) ?? (nowNs > this.#nextDueNs ? this.#overdue(nowNs) : null);
  }

  #afterPoll(run: Run, nowNs: number): Violation | null {
    const { reads, observerView, trackerView } = run.subject;
    const { event } = run;
    let violation = event?.kind === 'stall' ? this.#reported(event.pid, nowNs) : null;
    for (let at = 0; at < reads.length; at++) {
      const code = observerView?.readOutcomeCode(at) ?? -1;
      if (code < 0 || code >= OUTCOMES.length) continue;
      this.#counts[code]++;
      if (!this.#forbidden.has(OUTCOMES[code])) continue;
      const pid = framePid(reads[at].op.bytes);
      const whose = pid === null ? 'a datagram' : `a datagram of pid ${pid}`;
      violation ??= forbidden(OUTCOMES[code], `${whose} came out as ${OUTCOMES[code]} at ${showTime(nowNs)}`);
    }
    const evictions = trackerView?.counterLow(TRACKER_COUNTER.evictions) ?? 0;
    // Metrics take the counter: it starts over then.
    const more = evictions < this.#lastEvictions ? evictions : evictions - this.#lastEvictions;
    this.#lastEvictions = evictions;
    this.#evictions += more;
    if (more > 0 && this.#forbidden.has('eviction'))
      violation ??= forbidden('eviction', `pid ${trackerView?.lastEvictedPid} was evicted at ${showTime(nowNs)}`);
    return violation;
  }

  #reported(pid: number, nowNs: number): Violation | null {
    const death = this.#open.get(pid);
    if (death === undefined) this.#otherReports++;
    else {
      this.#open.delete(pid);
      this.#reportedCount++;
      const delayNs = nowNs - death.atNs;
      const [shortest, longest] = this.#delayNs ?? [delayNs, delayNs];
      this.#delayNs = [Math.min(shortest, delayNs), Math.max(longest, delayNs)];
      if (death.place < DEATHS_MAX) this.#deaths[death.place] = { ...this.#deaths[death.place], reportedNs: nowNs };
      if (nowNs > death.dueNs) return late(death, this.#withinNs, `reported after ${showTime(delayNs)}`);
    }
    return this.#forbidden.has('report') ? forbidden('report', `pid ${pid} was reported as stalled at ${showTime(nowNs)}`) : null;
  }

  /** The first death that should have been reported by now; finds out when the next one should. */
  #overdue(nowNs: number): Violation | null {
    this.#nextDueNs = Number.POSITIVE_INFINITY;
    for (const death of this.#open.values()) {
      if (nowNs > death.dueNs) return late(death, this.#withinNs, `not reported by ${showTime(nowNs)}`);
      this.#nextDueNs = Math.min(this.#nextDueNs, death.dueNs);
    }
    return null;
  }
}

function forbidden(what: string, reason: string): Violation {
  return { judge: 'invariant', rule: 'nothing-forbidden', reason, expected: `the scenario file forbids ${what}`, got: reason };
}

function late({ pid, fleet, how, atNs }: Open, withinNs: number, what: string): Violation {
  const reason = `pid ${pid} of ${fleet}, ${how} at ${showTime(atNs)}, was ${what}`;
  const expected = `a death is reported within ${showTime(withinNs)}, as the scenario file says`;
  return { judge: 'liveness', rule: 'reported-within', reason, expected, got: reason };
}
