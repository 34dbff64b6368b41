import { paint, type Output } from '../data/command-line/output.ts';
import { countOf } from '../data/count.ts';
import { showElapsed } from '../data/duration.ts';
import { EXIT, verdictLine, type ExitCode } from '../report/exit-code.ts';
import { formatTable } from '../report/table.ts';
import type { JudgeTrial } from './oracle-trials.ts';

/** A broken judge that goes unnoticed would keep every gate green. */
export function trialsExit(trials: readonly JudgeTrial[], isUnfinished: boolean): ExitCode {
  if (trials.some(({ isNoticed }) => !isNoticed)) return EXIT.goals;
  return isUnfinished ? EXIT.inconclusive : EXIT.ok;
}

/** The table of broken judges. */
export function formatTrials(trials: readonly JudgeTrial[], exit: ExitCode, elapsedMs: number, output: Output): string {
  const rows = trials.map(({ judge, got, isNoticed }) => [
    judge.name,
    judge.sentence,
    judge.hides === null ? 'sound code' : judge.hides,
    got ?? 'green',
    isNoticed ? 'red' : paint(output, 'red', 'NOT NOTICED'),
  ]);
  const noticed = trials.filter(({ isNoticed }) => isNoticed).length;
  return [
    formatTable(['broken judge', 'what is wrong', 'run on', 'campaign', 'gate'], rows),
    '',
    verdictLine(exit, output, `${noticed} of ${countOf(trials.length, 'broken judge')} noticed in ${showElapsed(elapsedMs)}`),
  ].join('\n');
}

/** The trials for programs. */
export function jsonTrials(trials: readonly JudgeTrial[], exit: ExitCode): object {
  return {
    judges: trials.map(({ judge: { name, sentence, family, hides }, got, isNoticed }) => ({
      name,
      sentence,
      family,
      hides,
      got,
      isNoticed,
    })),
    exit,
  };
}
