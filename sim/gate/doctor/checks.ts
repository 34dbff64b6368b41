import { checkBuild } from './check-build.ts';
import { checkCorpus } from './check-corpus.ts';
import { checkDigest } from './check-digest.ts';
import { checkEntropy } from './check-entropy.ts';
import { checkFindings } from './check-findings.ts';
import { checkCommit, checkCores, checkMemory, checkNode } from './check-machine.ts';
import { checkPackages } from './check-packages.ts';
import { checkWorker } from './check-worker.ts';
import type { Check } from './check.ts';

/** Everything that a set-up needs, in the order in which it is looked at. */
export const CHECKS: readonly Check[] = [
  { name: 'node', examine: checkNode },
  { name: 'packages', examine: checkPackages },
  { name: 'build', examine: checkBuild },
  { name: 'chance', examine: checkEntropy },
  { name: 'corpus', examine: checkCorpus },
  { name: 'findings', examine: checkFindings },
  { name: 'commit', examine: checkCommit },
  { name: 'cores', examine: checkCores },
  { name: 'memory', examine: checkMemory },
  { name: 'worker', examine: checkWorker },
  { name: 'digest', examine: checkDigest },
];
