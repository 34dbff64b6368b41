import { grouped } from '../data/grouped.ts';
import { signatureOf, type Finding } from './finding.ts';

type Signed = Readonly<Record<'judge' | 'rule' | 'op', string>> & Pick<Finding, 'step'>;

/** Groups items by the signature of their findings, in the order in which each signature first occurs. O(n). */
export function bySignature<T>(items: readonly T[], findingOf: (item: T) => Signed): T[][] {
  return grouped(items, (item) => signatureOf(findingOf(item)));
}

/** The item of the shortest run, the first of them where several are as short. O(n). */
export function shortestOf<T>(items: readonly T[], findingOf: (item: T) => Signed): T {
  return items.reduce((best, item) => (findingOf(item).step < findingOf(best).step ? item : best));
}
