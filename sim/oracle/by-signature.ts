import { signatureOf } from './finding.ts';

interface Signed {
  readonly judge: string;
  readonly rule: string;
  readonly op: string;
  readonly step: number;
}

/** Groups items by the signature of their findings, in the order in which each signature first occurs. O(n). */
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
