import { LONG_RUNS } from './long-runs.ts';
import { shrinkLongRun } from './shrink-long-runs.ts';

// Shrinks the long run of one bug, named on the command line, and prints what came of it as JSON.

const run = LONG_RUNS.find(({ bug }) => bug === process.argv[2]);
if (run === undefined) throw new Error(`there is no long run of ${process.argv[2]}`);
process.stdout.write(JSON.stringify(await shrinkLongRun(run)));
