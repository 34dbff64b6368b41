import type { DaemonPlan, DaemonReport } from './daemon-run.ts';

/** The daemon's defaults, in shares of its threshold: how often it drains, how long it reads on first, its longest step of time. */
const SLACK_SHARES = 1 / 10 + 1 / 4 + 1 / 4;

/** What a run shows: sentences about what was wrong, none if nothing was; and figures. */
export interface DaemonVerdict {
  readonly faults: readonly string[];
  readonly figures: string;
}

/**
 * Judges a run. Each killed agent is to be reported once: not before the threshold after its last beat, and at the latest
 * the threshold, a drain interval, the catch-up time and a step after it, or after the stop if that came later; `busyMs`
 * more are allowed for what a busy machine takes. Nobody else is to be reported but who was silent indeed, because the
 * machine did not let it beat: and those must be few.
 */
export function judge(plan: DaemonPlan, { agents, metrics, exitCode }: DaemonReport, busyMs: number): DaemonVerdict {
  const faults: string[] = [];
  const latenessMs: number[] = [];
  const boundMs = plan.thresholdMs * (1 + SLACK_SHARES);
  const held = agents.filter(({ killedMs, longestGapMs }) => killedMs === null && longestGapMs > plan.thresholdMs / 2);
  if (held.length > plan.agents / 20) faults.push(`the machine was too busy: ${held.length} agents could not beat in time`);
  for (const agent of agents) {
    const { pid, killedMs, lastBeatMs, silentMs } = agent;
    if (killedMs === null) {
      if (silentMs.length > 0 && !held.includes(agent)) faults.push(`${pid} beat all the time and was reported`);
      continue;
    }
    const [fromMs, toMs] = plan.stop;
    const sinceMs = lastBeatMs + boundMs < fromMs ? lastBeatMs : Math.max(lastBeatMs, toMs);
    const [reportedMs = Number.POSITIVE_INFINITY, ...more] = silentMs;
    latenessMs.push(reportedMs - sinceMs);
    if (more.length > 0) faults.push(`${pid} was reported ${silentMs.length} times`);
    if (reportedMs < lastBeatMs + plan.thresholdMs) faults.push(`${pid} was reported too early`);
    if (reportedMs > sinceMs + boundMs + busyMs) faults.push(`${pid} was silent from ${lastBeatMs} ms on and reported at ${reportedMs} ms`);
  }
  if ((metrics.get('varta_observer_pauses_total') ?? 0) === 0) faults.push('the stop was not counted as a pause');
  if (exitCode !== 0) faults.push(`the daemon ended with ${exitCode}`);
  latenessMs.sort((a, b) => a - b);
  const reported = agents.filter(({ silentMs }) => silentMs.length > 0);
  const [low, high] = [latenessMs[0] ?? 0, latenessMs.at(-1) ?? 0].map((ms) => ms.toFixed(0));
  return {
    faults,
    figures:
      `${plan.agents} agents, ${latenessMs.length} killed, ${reported.length} reported` +
      ` ${low} to ${high} ms after the last beat or the stop; threshold ${plan.thresholdMs} ms, stopped for ${plan.stop[1] - plan.stop[0]} ms`,
  };
}
