/** What a run must be for anybody to trust its seed, by name. */
export const DETERMINISM_RULES = {
  'same-seed-same-run':
    'The same seed gives the same operations, replies and states in another process, time zone, locale and order of runs.',
  'asks-for-nothing': 'While a step is carried out nothing asks for the time, for chance or for its environment.',
  'world-asks-for-nothing':
    'While operations are made nothing asks for the time, for chance or for its environment: chance comes from the seed.',
} as const;

/** See {@link DETERMINISM_RULES}. */
export type DeterminismRule = keyof typeof DETERMINISM_RULES;

/** Whether the operations of a run alone show a finding again: not where it lies in the making of the operations. */
export function isShownByOperations({ judge, rule }: { readonly judge: string; readonly rule: string }): boolean {
  return judge !== 'determinism' || rule === ('asks-for-nothing' satisfies DeterminismRule);
}
