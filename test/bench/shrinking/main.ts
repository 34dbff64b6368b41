import { runAsProcess } from '../../../sim/data/command-line/program.ts';
import { formatTable } from '../../../sim/report/table.ts';
import { BESIDE_HEAD, besideFastCheck } from './beside-fast-check.ts';
import { COLD_HEAD, coldReplays } from './cold-replay.ts';
import { LONG_HEAD, shrinkLongRuns } from './shrink-long-runs.ts';

// Shrinking of planted bugs, from long runs and beside fast-check from the same failing run, and how long it takes to see a
// shrunk one again. npm run bench:shrink

await runAsProcess({ name: 'bench:shrink' }, async ({ out }) => {
  out.write(`${formatTable(COLD_HEAD, coldReplays())}\n\n`);
  out.write(`${formatTable(LONG_HEAD, shrinkLongRuns())}\n\n`);
  out.write(`${formatTable(BESIDE_HEAD, await besideFastCheck())}\n`);
  return 0;
});
