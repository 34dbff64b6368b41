import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAsProcess } from '../../sim/data/command-line/program.ts';
import { scoreOf, type Excuse, type MutationReport } from './survivors.ts';

// Reads what the mutation run left behind, and says what it came to. It fails when a survivor has no excuse, when an excuse
// has no survivor, and when there was nothing to test.

const ROOT = join(import.meta.dirname, '../../..');

await runAsProcess({ name: 'mutation' }, async ({ out }) => {
  const report = JSON.parse(readFileSync(join(ROOT, 'coverage/mutation/mutation.json'), 'utf8')) as MutationReport;
  const excuses = JSON.parse(readFileSync(join(ROOT, 'test/mutation/excuses.json'), 'utf8')) as Excuse[];
  const { detected, total, unexplained, excused, stale } = scoreOf(report, excuses);
  const say = (text: string): void => out.write(`${text}\n`);
  const percent = (part: number, whole: number): string => ((100 * part) / Math.max(1, whole)).toFixed(1);

  for (const { file, line, original, replacement } of unexplained) say(`survived: ${file}: ${line}\n  ${original}  →  ${replacement}`);
  for (const { file, line, replacement } of stale) say(`excused, but it does not survive: ${file}: ${line}  →  ${replacement}`);
  say(
    `${detected} of ${total} mutants found (${percent(detected, total)} %); ${excused} listed as equivalent, ${unexplained.length} unexplained; ` +
      `${percent(detected, total - excused)} % of those that change anything`,
  );
  return total === 0 || unexplained.length > 0 || stale.length > 0 ? 1 : 0;
});
