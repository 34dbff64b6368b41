/**
 * Whether a finding is judged from operations and replies alone, so that a replay judges it again. The others are judged by
 * whoever makes the operations: the world by its own books, a script by what it knows of a limit.
 */
export function isReplayable({ judge, rule }: { readonly judge: string; readonly rule: string }): boolean {
  return judge !== 'known-limit' && (judge !== 'conservation' || rule !== 'transport-balances');
}

/** What is to be said where it is not. */
export const GENERATOR_ONLY = 'the maker of the operations judged this: they tell the story, the seed shows it again';
