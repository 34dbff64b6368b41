import { loadTrace } from '../findings/replay/load-trace.ts';
import type { Trace } from '../data/trace/parse-trace.ts';
import type { TraceFinding } from '../data/trace/trace-header.ts';
import { saveText } from '../data/write-whole.ts';
import type { Judge } from '../oracle/finding.ts';
import type { CampaignJson } from '../report/campaign-json.ts';
import { emitLine, keepLine, replayLine } from '../report/command-lines.ts';
import { MATTERS } from '../report/explain-text.ts';
import { pageOf } from '../report/page/run-pages.ts';
import { firstWords } from '../view/first-words.ts';
import { makePage, readPageParts, type PageParts } from '../view/make-page.ts';
import { packTrace } from '../view/packed-trace.ts';
import type { PageData, PageInsight, PageRun } from '../view/page-data.ts';

/** A run for the page, with what is said of it before the page's scripts run. */
export interface Shown {
  readonly run: PageRun;
  readonly trace: Pick<Trace, 'header'> & Partial<Pick<Trace, 'steps'>>;
  readonly paste: PageData['paste'];
}

/** A trace for the page. The one that leads has lines to paste. */
export function shownTrace(path: string, trace: Trace, isMain: boolean): Shown {
  const { finding, tracker } = trace.header;
  const paste: [string, string][] = [['replay', replayLine(path, tracker)]];
  if (finding !== null) paste.push(['keep', keepLine(path, null, tracker)], ['test', emitLine(path, tracker)]);
  return { run: { kind: 'trace', label: path, packed: packTrace(trace) }, trace, paste: isMain ? paste : [] };
}

const NOT_SHOWN: Readonly<Partial<Record<string, string>>> = {
  conformance: 'the finding is about a tracker from elsewhere, which the page does not ask: what it runs is the tracker of this package',
  custom: 'the finding is of a rule of your own, which the page does not have: it judges by the rules of this package',
} satisfies Partial<Record<Judge, string>>;

/** Why a page that runs the operations again will not show a finding, as a sentence; null where it will. */
export function notShown(finding: Pick<TraceFinding, 'judge'> | null): string | null {
  return NOT_SHOWN[finding?.judge ?? ''] ?? null;
}

/** The page of a run, of another beside it, and of what locate and explain said of the first. */
export function pageText(main: Shown, beside: readonly Pick<Shown, 'run'>[], parts: PageParts, insight?: PageInsight): string {
  const note = notShown(main.trace.header.finding);
  const said = firstWords(main.trace.header, main.run.label);
  const words = note === null ? said : { ...said, lines: [...said.lines, ['not shown', note] as const] };
  const told =
    note === null ? insight : { curve: [], steps: [], ...insight, lines: [['not shown', note] as const, ...(insight?.lines ?? [])] };
  return makePage(
    {
      version: 1,
      title: `${words.heading} · varta-sim`,
      runs: [main, ...beside].map(({ run }) => run),
      paste: main.paste,
      ...(told === undefined ? {} : { insight: told }),
    },
    words,
    parts,
  );
}

/** Writes the page of each finding's run beside its trace. None where a build has made no scripts for pages. */
export async function saveRunPages({ reports }: Pick<CampaignJson, 'reports'>): Promise<void> {
  let parts: PageParts;
  try {
    parts = readPageParts();
  } catch {
    return;
  }
  for (const { trace: path, shrunk } of reports) {
    const lines = (shrunk?.details ?? []).filter(([what]) => what === MATTERS);
    const insight = lines.length === 0 ? undefined : { curve: [], steps: [], lines };
    if (path !== null)
      await saveText(pageOf(path), pageText(shownTrace(path, await loadTrace(path, { isJudged: false }), true), [], parts, insight));
  }
}
