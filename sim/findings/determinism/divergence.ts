import type { Finding } from '../../oracle/finding.ts';
import type { OpKind } from '../../data/ops/op.ts';
import type { Difference } from './comparison.ts';

/** What the runs differ in first: everything before it is the same. */
function whatDiffers({ first, second, streams }: Difference): string {
  if (first === null || second === null) return 'one run came to its end, the other did not';
  if (first.op !== second.op) return 'the operations differ';
  if (streams.length > 0) return 'the draws differ';
  return first.reply === second.reply ? 'the states differ' : 'the replies differ';
}

/** Whether the same operation got another reply, or left another state: the production code is at fault, not the world. */
export function liesInProduction({ first, second, streams, step }: Difference): boolean {
  return step >= 0 && first !== null && (second === null || (first.op === second.op && streams.length === 0));
}

/** A difference as a finding that tells both sides. */
export function differenceFinding(difference: Difference): Finding {
  const { first, second, firstEnd, secondEnd, step, streams } = difference;
  const op =
    step < 0 ? null : (JSON.parse((first ?? second)?.op ?? 'null') as { readonly op: OpKind; readonly now?: string | number } | null);
  const what = step < 0 ? 'what was drawn before the first step differs' : whatDiffers(difference);
  const ends = [first === null ? firstEnd : '', second === null ? secondEnd : ''];
  const rows: readonly (readonly [string, string, string])[] = [
    ['op', first?.op ?? '', second?.op ?? ''],
    ['reply', first?.reply ?? '', second?.reply ?? ''],
    ['digest', first?.digest ?? '', second?.digest ?? ''],
    ['end', ends[0], ends[1]],
  ];
  return {
    judge: 'determinism',
    rule: 'same-seed-same-run',
    op: op?.op ?? 'observer',
    step: Math.max(0, step),
    nowNs: BigInt(op?.now ?? 0),
    reason: `two runs of one seed part here: ${what}`,
    expected: 'the same seed gives the same run in another process',
    got: what,
    details: [
      ['A', 'as it was run'],
      ['B', 'in another process with another past, in another time zone, locale and environment'],
      ...rows.flatMap(([label, a, b]) => bothSides(label, a, b)),
      ...streams.map((stream): Detail => ['draws', `${stream.name}: ${stream.first} in A, ${stream.second} in B`]),
    ],
  };
}

type Detail = readonly [string, string];

const CONTEXT = 24;

/** The same part of both sides. Of long texts what comes shortly before the first letter that differs, and the rest. */
function bothSides(label: string, a: string, b: string): Detail[] {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const from = a === b || same <= 2 * CONTEXT ? 0 : same - CONTEXT;
  const shown = (text: string): string => (from === 0 ? text : `…${text.slice(from)}`);
  const sides: readonly Detail[] = [
    [`${label} A`, shown(a)],
    [`${label} B`, shown(b)],
  ];
  return sides.filter(([, text]) => text !== '');
}
