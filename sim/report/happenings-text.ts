import { printable } from '../data/quoting/printable.ts';
import { showTime } from '../data/duration.ts';
import type { Happenings, ToldDeath } from '../world/chronicle.ts';
import { countWithCommas, withCommas } from './table.ts';

/** Deaths that are told one by one, at most. */
const DEATHS_TOLD = 12;

/** What happened in the runs of a scenario file, in lines: who died, who was reported and after how long, what was refused. */
export function formatHappenings(name: string, runs: readonly Happenings[]): string[] {
  if (runs.length === 0) return [];
  const sum = (count: (of: Happenings) => number): number => runs.reduce((all, of) => all + count(of), 0);
  const lines = [runs.length === 1 ? `what happened in ${name}` : `what happened in ${runs.length} runs of ${name}`];
  const deaths = sum(({ deathCount }) => deathCount);
  lines.push(
    `  ${
      deaths === 0
        ? 'nobody fell silent'
        : deathLine(
            deaths,
            sum(({ reportedCount }) => reportedCount),
            runs,
          )
    }`,
  );
  if (runs.length === 1) lines.push(...deathLines(runs[0]));
  const others = sum(({ otherReports }) => otherReports);
  if (others > 0) lines.push(`  ${countWithCommas(others, 'report')} of pids that had not fallen silent for good`);
  const evictions = sum((of) => of.evictions);
  lines.push(`  ${evictions === 0 ? 'nobody was evicted' : `${countWithCommas(evictions, 'pid')} evicted`}`);
  const restarts = sum((of) => of.restarts);
  if (restarts > 0) lines.push(`  ${countWithCommas(restarts, 'new life', 'new lives')} of a tracked pid`);
  const refused = new Map<string, number>();
  for (const of of runs)
    for (const [outcome, count] of Object.entries(of.refused)) refused.set(outcome, (refused.get(outcome) ?? 0) + count);
  const parts = [...refused].map(([outcome, count]) => `${withCommas(count)} ${outcome}`);
  lines.push(`  ${parts.length === 0 ? 'nothing was refused' : `refused: ${parts.join(', ')}`}`);
  return lines.map(printable);
}

function deathLine(deaths: number, reported: number, runs: readonly Happenings[]): string {
  const delays = runs.flatMap(({ delayNs }) => delayNs ?? []);
  const [shortest, longest] = [Math.min(...delays), Math.max(...delays)];
  const to = shortest < longest ? ` to ${showTime(longest)}` : '';
  const after = delays.length === 0 ? '' : `, after ${showTime(shortest)}${to}`;
  return `${countWithCommas(deaths, 'agent')} fell silent, ${reported === deaths ? 'all' : withCommas(reported)} of them reported${after}`;
}

function deathLines({ deaths, deathCount }: Happenings): string[] {
  const shown = deaths.slice(0, DEATHS_TOLD);
  const more = deathCount - shown.length;
  return [...shown.map((death) => `    ${deathWords(death)}`), ...(more > 0 ? [`    and ${withCommas(more)} more`] : [])];
}

const HOW: Readonly<Record<ToldDeath['how'], string>> = {
  hung: 'hung',
  crashed: 'crashed',
  panicked: 'panicked',
  replaced: 'went on under another pid',
};

function deathWords({ pid, fleet, how, atNs, reportedNs }: ToldDeath): string {
  const end = reportedNs === null ? 'not reported' : `reported after ${showTime(reportedNs - atNs)}`;
  return `pid ${pid} of ${fleet} ${HOW[how]} at ${showTime(atNs)}, ${end}`;
}
