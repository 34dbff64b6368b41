import { existsSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import type { CampaignJson } from '../campaign-json.ts';

/** By signature: the page that shows the run of a finding, beside its trace, as a link from the page at `from`. Only those that are there. */
export function runPagesOf({ reports }: CampaignJson, from: string): ReadonlyMap<string, string> {
  return new Map(
    reports.flatMap(({ signature, trace }): [string, string][] => {
      const page = trace === null ? null : pageOf(trace);
      if (page === null || !existsSync(page)) return [];
      return [
        [
          signature,
          relative(dirname(resolve(from)), resolve(page))
            .split(sep)
            .map(encodeURIComponent)
            .join('/'),
        ],
      ];
    }),
  );
}

/** Where the page of a trace lies. */
export function pageOf(trace: string): string {
  return `${trace.replace(/\.ndjson(?:\.gz)?$/, '')}.html`;
}
