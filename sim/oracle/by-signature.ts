import { signatureOf } from './finding.ts';

interface Signed {
  readonly judge: string;
  readonly rule: string;
  readonly op: string;
  readonly step: number;
}

/** What has one signature together, in the order in which the first of each stands. `findingOf` tells the finding of an item. O(n). */
export function bySignature<T>(items: readonly T[], findingOf: (item: T) => Signed): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const signature = signatureOf(findingOf(item));
    const group = groups.get(signature);
    if (group === undefined) groups.set(signature, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** The item of the shortest run, the first of them where several are as short. O(n). */
export function shortestOf<T>(items: readonly T[], findingOf: (item: T) => Signed): T {
  return items.reduce((best, item) => (findingOf(item).step < findingOf(best).step ? item : best));
}
