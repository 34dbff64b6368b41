import { loadTrace } from '../findings/replay/load-trace.ts';
import type { Trace } from '../data/trace/parse-trace.ts';
import { saveText } from '../data/write-whole.ts';
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
  const { finding } = trace.header;
  const paste: [string, string][] = [['replay', replayLine(path)]];
  if (finding !== null) paste.push(['keep', keepLine(path)], ['test', emitLine(path)]);
  return { run: { kind: 'trace', label: path, packed: packTrace(trace) }, trace, paste: isMain ? paste : [] };
}

/** The page of a run, of another beside it, and of what locate and explain said of the first. */
export function pageText(main: Shown, beside: readonly PageRun[], parts: PageParts, insight?: PageInsight): string {
  const words = firstWords(main.trace.header, main.run.label);
  return makePage(
    {
      version: 1,
      title: `${words.heading} · varta-sim`,
      runs: [main.run, ...beside],
      paste: main.paste,
      ...(insight === undefined ? {} : { insight }),
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
    if (path !== null) await saveText(pageOf(path), pageText(shownTrace(path, await loadTrace(path), true), [], parts, insight));
  }
}
