import { flood } from './flood-strict.ts';
import type { Scenario } from './scenario.ts';

export const floodBalanced: Scenario = {
  name: 'flood-balanced',
  claim:
    'Under the same flood the balanced policy still evicts only who was silent for more than ten thresholds, first-fit inside two windows, although it no longer waits for the stall to have come out.',
  build: (entropy, knobs) => flood(entropy, knobs, 'balanced'),
};
