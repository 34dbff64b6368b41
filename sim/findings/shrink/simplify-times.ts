import { MIN_THRESHOLD_NS } from '../../data/spec/limits.ts';
import type { Op } from '../../data/ops/op.ts';
import type { ShrinkStep } from './interestingness.ts';
import type { Search } from './search.ts';

const GAPS_MAX = 60;

function timeOf(op: Op): bigint | null {
  return 'now' in op ? op.now : null;
}

/** Each time as `change` makes it; null if one comes out negative. */
function mapTimes(steps: readonly ShrinkStep[], change: (now: bigint, at: number) => bigint): ShrinkStep[] | null {
  const mapped: ShrinkStep[] = [];
  for (const [at, step] of steps.entries()) {
    const now = timeOf(step.op);
    const changed = now === null ? null : change(now, at);
    if (changed !== null && changed < 0n) return null;
    mapped.push(changed === null ? step : { ...step, op: { ...step.op, now: changed } as Op });
  }
  return mapped;
}

function tries(search: Search, candidate: ShrinkStep[] | null): boolean {
  return candidate !== null && search.accepts(candidate);
}

/** Makes times small: the run starts at 0, and every wait is as short as it can be. */
export function simplifyTimes(search: Search): void {
  shiftToZero(search);
  scaleDown(search);
  shortenGaps(search);
}

function shiftToZero(search: Search): void {
  const times = search.steps.map(({ op }) => timeOf(op)).filter((now) => now !== null);
  const first = times.reduce((least, now) => (now < least ? now : least), times[0] ?? 0n);
  if (first > 0n)
    tries(
      search,
      mapTimes(search.steps, (now) => now - first),
    );
}

/** Makes times and thresholds small alike: those of an observer down to its least threshold. */
function scaleDown(search: Search): void {
  const start = search.steps[0]?.op;
  if (start?.op === 'observer') scaleToThreshold(search, start.threshold);
  for (const divisor of [1_000_000_000n, 1_000_000n, 1000n, 10n, 10n, 10n]) {
    if (search.steps[0]?.op.op !== 'new') return;
    const scaled = search.steps.map((step): ShrinkStep => {
      const { op } = step;
      if (op.op !== 'record' && op.op !== 'drain') return step;
      return { ...step, op: { ...op, now: op.now / divisor, threshold: op.threshold / divisor } };
    });
    search.accepts(scaled);
  }
}

function scaleToThreshold(search: Search, threshold: bigint): void {
  if (threshold <= MIN_THRESHOLD_NS) return;
  const scaled = mapTimes(search.steps, (now) => (now * MIN_THRESHOLD_NS) / threshold);
  const [start, ...rest] = scaled ?? [];
  if (start?.op.op === 'observer') search.accepts([{ ...start, op: { ...start.op, threshold: MIN_THRESHOLD_NS } }, ...rest]);
}

/** Shortens each wait between two operations, everything after it moving along, by halving what is left of it. */
function shortenGaps(search: Search): void {
  for (let at = 1; at < Math.min(search.steps.length, GAPS_MAX) && !search.isOver; at++) {
    const before = lastTimeBefore(search.steps, at);
    const now = timeOf(search.steps[at].op);
    if (now === null || before === null || now <= before) continue;
    shortenGap(search, at, before, now - before);
  }
}

function shortenGap(search: Search, at: number, before: bigint, gap: bigint): void {
  let works = gap;
  let fails = -1n;
  while (works - fails > 1n && !search.isOver && at < search.steps.length) {
    const middle = fails < 0n ? 0n : (works + fails) / 2n;
    const shift = (timeOf(search.steps[at].op) ?? before) - before - middle;
    if (
      tries(
        search,
        mapTimes(search.steps, (now, index) => (index >= at ? now - shift : now)),
      )
    )
      works = middle;
    else fails = middle;
  }
}

function lastTimeBefore(steps: readonly ShrinkStep[], at: number): bigint | null {
  for (let index = at - 1; index >= 0; index--) {
    const now = timeOf(steps[index].op);
    if (now !== null) return now;
  }
  return null;
}
