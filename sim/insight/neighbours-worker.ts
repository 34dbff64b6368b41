// Before anything else: what is loaded before the coverage begins is not counted as finely.
import { takeBranches } from './branch-coverage.ts';
import { signatureOf } from '../oracle/finding.ts';
import { giveSign, serveTasks } from '../process/in-child.ts';
import { productionUnderTest } from '../subject/production-under-test.ts';
import { neighboursOf, type Neighbours } from './neighbours.ts';
import { resolveRun, runWhole, type FailingRun } from './tail.ts';

// Runs the neighbours of a failing run, and counts which branches they take.

/** Compiled production code: that of this program, or a copy in its place. */
const PRODUCTION_FILES = /\/src\/(?!node\/)[\w/-]+\.js$/;
const production = await productionUnderTest();

const tasks = {
  /** Null where the run does not fail so. */
  neighbours: async (asked: { readonly run: FailingRun; readonly signature: string }): Promise<Neighbours | null> => {
    const { signature } = asked;
    const run = await resolveRun(asked.run);
    const { finding } = runWhole(run, production);
    if (finding === null || signatureOf(finding) !== signature) return null;
    return neighboursOf(run, signature, production, {
      takeBranches: () => takeBranches(PRODUCTION_FILES),
      onStep: giveSign,
    });
  },
};

/** What such a process serves. */
export type NeighboursTasks = typeof tasks;

serveTasks(tasks);
