import { countOf } from '../data/count.ts';
import { showElapsed } from '../data/duration.ts';
import { formatOp } from '../data/ops/op-format.ts';
import type { Output } from '../data/command-line/output.ts';
import { opsOf } from '../explore/domain.ts';
import type { DomainResult } from '../explore/exploration.ts';
import type { SearchState } from '../explore/search.ts';
import { signatureOf } from '../oracle/finding.ts';
import { EXIT, exitCodeOf, mostSevere, verdictLine, type ExitCode } from './exit-code.ts';
import { countWithCommas, formatTable, withCommas } from './table.ts';

/** What ends an exploration early, as a part of a sentence. */
const CUT = { time: 'time was over', memory: 'memory was over', interrupt: 'it was interrupted' } as const;

/** The exit code of an exploration: of its violations, or that not everything was tried. */
export function exploreExit(results: readonly DomainResult[]): ExitCode {
  const violated = results.flatMap(({ violations }) => violations.map(({ finding }) => exitCodeOf(finding.judge)));
  if (violated.length > 0) return mostSevere(violated);
  return results.every(isThrough) ? EXIT.ok : EXIT.inconclusive;
}

/** Whether everything was tried that was asked for. */
function isThrough({ depth, depthAsked, isClosed }: DomainResult): boolean {
  return depth >= depthAsked || isClosed;
}

/** What an exploration has shown, as a statement. */
function verdict(results: readonly DomainResult[], isFollowed: boolean): string {
  // What a tracker from elsewhere remembers nobody sees.
  const kind = isFollowed ? 'sequence' : 'distinct state';
  const states = countWithCommas(
    results.reduce((sum, result) => sum + result.states, 0),
    kind,
  );
  const violated = results.find(({ violations }) => violations.length > 0);
  if (violated !== undefined) {
    const [{ finding }] = violated.violations;
    return `a run of ${countOf(finding.step + 1, 'operation')} over domain ${violated.domain.name} breaks ${signatureOf(finding)}; no shorter one breaks a rule`;
  }
  if (results.length === 1) {
    const [{ domain, depth, isClosed }] = results;
    const after = domain.before.length === 0 ? '' : ` after its first ${domain.before.length}`;
    const runs = isClosed ? 'every sequence of operations, however long,' : `every sequence of up to ${countOf(depth, 'operation')}`;
    return `${runs} over domain ${domain.name}${after}: ${states}, no rule broken`;
  }
  const depth = results.every(isThrough) ? 'the depth of' : 'the depth that is shown for';
  return `every sequence of operations up to ${depth} each of ${countOf(results.length, 'domain')}: ${states}, no rule broken`;
}

/** The whole report. */
export function formatExploration(
  results: readonly DomainResult[],
  reports: readonly string[],
  elapsedMs: number,
  out: Output,
  isFollowed = false,
): string {
  const rows = results.map(({ domain, depth, depthAsked, isClosed, states, transitions, violations, digest }) => [
    domain.name,
    isClosed ? 'any' : `${depth} of ${depthAsked}`,
    withCommas(states),
    withCommas(transitions),
    digest.slice(0, 16),
    violations.length > 0 ? signatureOf(violations[0].finding) : 'none',
  ]);
  const cut = results.find(({ cutBy }) => cutBy !== null)?.cutBy ?? null;
  const transitions = results.reduce((sum, result) => sum + result.transitions, 0);
  const exit = exploreExit(results);
  return [
    formatTable(['domain', 'depth', 'states', 'transitions', 'digest', 'broken'], rows),
    ...reports.map((report) => `\n${report.trimEnd()}`),
    '',
    ...(cut === null ? [] : [`${CUT[cut]}: each domain is complete to the depth that is shown`]),
    verdictLine(exit, out, `${verdict(results, isFollowed)} · ${countWithCommas(transitions, 'transition')} in ${showElapsed(elapsedMs)}`),
    '',
  ].join('\n');
}

/** The form in which programs get it. */
export function explorationJson(
  results: readonly DomainResult[],
  traces: readonly string[],
  elapsedMs: number,
  isFollowed = false,
): object {
  return {
    exit: exploreExit(results),
    verdict: verdict(results, isFollowed),
    elapsedMs: Math.round(elapsedMs),
    traces,
    domains: results.map(({ domain, depth, depthAsked, isClosed, states, newByDepth, transitions, digest, cutBy, violations }) => ({
      domain: domain.name,
      depth,
      depthAsked,
      isClosed,
      states,
      newByDepth,
      transitions,
      digest,
      cutBy,
      violations: violations.map(({ finding, path }) => ({
        signature: signatureOf(finding),
        reason: finding.reason,
        operations: opsOf(domain, path)
          .slice(0, finding.step + 1)
          .map(formatOp),
      })),
    })),
  };
}

/** How far an exploration is, on one line. */
export function exploreProgress(
  name: string,
  states: readonly (SearchState | null)[],
  recent: { readonly states: number; readonly ms: number },
): string {
  const known = states.filter((state) => state !== null);
  const size = known.reduce((sum, { states: { size: one } }) => sum + one, 0);
  const rate = recent.ms === 0 ? 0 : (1000 * recent.states) / recent.ms;
  const depth = Math.max(...known.map(({ levels }) => levels.length));
  const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
  return `${name} depth ${depth} · ${countWithCommas(size, 'state')} · ${countWithCommas(rate, 'new state')} a second · ${memory} MB`;
}
