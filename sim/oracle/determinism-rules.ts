/** What makes a run reproducible from its seed, by rule. */
export const DETERMINISM_RULES = {
  'same-seed-same-run':
    'The same seed gives the same operations, replies and states in another process, time zone, locale and order of runs.',
  'asks-for-nothing': 'While a step is carried out nothing asks for the time, for chance or for its environment.',
  'world-asks-for-nothing':
    'While operations are made nothing asks for the time, for chance or for its environment: chance comes from the seed.',
} as const;

/** See {@link DETERMINISM_RULES}. */
export type DeterminismRule = keyof typeof DETERMINISM_RULES;
