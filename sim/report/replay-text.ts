import { paint, type Output } from '../data/command-line/output.ts';
import { printable } from '../data/quoting/printable.ts';
import { type Trace, opsOf } from '../data/trace/parse-trace.ts';
import type { ReplayReport } from '../findings/replay/replay-report.ts';
import { signatureOf, type Finding } from '../oracle/finding.ts';
import { GENERATOR_ONLY, isReplayable } from '../oracle/replayable.ts';
import { EXIT, exitCodeOf, type ExitCode } from './exit-code.ts';
import { againLine } from './command-lines.ts';
import { replacedProduction } from '../subject/foreign/production-module.ts';
import { followedLines, replacedLines } from './followed.ts';
import { showFailure } from './show-failure.ts';
import { terminalLines } from '../data/wrap-words.ts';
import { countWithCommas } from './table.ts';

/** A clean replay says nothing of what a replay does not judge. */
export function replayExit({ header }: Trace, { finding, followed }: ReplayReport, isPartial: boolean): ExitCode {
  if (finding !== null) return exitCodeOf(finding.judge);
  if (followed?.compared === 0) return EXIT.inconclusive;
  return header.finding === null || isPartial || isReplayable(header.finding) ? EXIT.ok : EXIT.inconclusive;
}

const WHY_COLUMNS = 10;

/** What a replay prints: where the trace is from, the finding, the state where it ended if asked for, how it compares with its header. */
export function formatReplay(path: string, trace: Trace, result: ReplayReport, isPartial: boolean, dumps: boolean, out: Output): string {
  const { header } = trace;
  const { steps, digest, finding, dump } = result;
  const lines = [
    printable(
      `${path} · ${countWithCommas(trace.steps.length, 'operation')}${header.scenario === '' ? '' : ` · scenario ${header.scenario} · seed ${header.seed}`}`,
    ),
  ];
  if (header.why !== '') lines.push(`why       ${terminalLines(printable(header.why), out, WHY_COLUMNS)}`);
  if (finding !== null)
    lines.push('', showFailure(finding, opsOf(trace), { origin: [], tracePath: path, again: null, shrunk: null }, out).trimEnd());
  if (dumps) lines.push('', dump.trimEnd());
  if (dumps) {
    lines.push('', 'last operations');
    for (const { step, op, reply } of result.lastOps)
      lines.push(`${String(step).padStart(8)}  ${op}`, paint(out, 'dim', `          → ${reply}`));
  }
  lines.push(
    '',
    `${countWithCommas(steps, 'step')} · digest ${digest}${isPartial ? '' : digestNote(header.digest, digest)}`,
    comparison(trace, finding, isPartial, out),
    ...followedLines(result.followed ?? null),
    ...replacedLines(replacedProduction()),
    '',
  );
  return lines.join('\n');
}

/** Nothing set by hand: a header does not tell. */
const AS_DRAWN = { knobs: {}, stepsMax: null, check: 'cheap' };

function digestNote(recorded: string, now: string): string {
  if (recorded === '') return '';
  return recorded === now ? ' · as recorded' : ` · recorded was ${printable(recorded)}: the code behaves differently now`;
}

/** Says how the replay compares with the finding that the header names. */
function comparison({ header }: Trace, finding: Finding | null, isPartial: boolean, out: Output): string {
  if (header.finding === null) return finding === null ? paint(out, 'green', 'ok: no violation') : 'the header names no finding';
  const recorded = printable(signatureOf(header.finding));
  if (finding === null && !isPartial && !isReplayable(header.finding))
    return `not judged here: ${recorded}: ${GENERATOR_ONLY}: ${againLine(header.scenario, header.seed, AS_DRAWN)}`;
  if (finding === null) {
    return isPartial
      ? `not reached yet: ${recorded} at step ${header.finding.step}`
      : paint(out, 'green', `ok: ${recorded} did not come up; it came up when this was recorded`);
  }
  return signatureOf(finding) === recorded ? `reproduced: ${recorded}` : `another finding than recorded, which was ${recorded}`;
}

/** A replay for programs. */
export function jsonReplay(path: string, { header }: Trace, { steps, digest, finding, followed }: ReplayReport, exit: ExitCode): object {
  const production = replacedProduction();
  return {
    trace: path,
    steps,
    digest,
    recordedDigest: header.digest,
    finding: finding === null ? null : { ...finding, nowNs: finding.nowNs.toString() },
    recordedFinding: header.finding,
    ...(followed !== undefined && { followed }),
    ...(production !== null && { production }),
    exit,
  };
}
