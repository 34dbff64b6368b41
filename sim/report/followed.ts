import { TAKE_COUNTERS, TRACKER_OP_KINDS } from '../data/ops/op.ts';
import { printable } from '../data/quoting/printable.ts';
import type { FollowCounts } from '../run/follower.ts';
import type { ReplacedProduction } from '../subject/foreign/production-module.ts';
import { lackingOptions, titleOf, type Hello } from '../subject/foreign/hello.ts';
import { countWithCommas } from './table.ts';

/** What a tracker from elsewhere was asked in all runs together; null where none followed. O(runs). */
export function sumFollowed(all: Iterable<FollowCounts>): FollowCounts | null {
  let first: FollowCounts | null = null;
  let compared = 0;
  const skipped = new Map<string, number>();
  for (const each of all) {
    first ??= each;
    compared += each.compared;
    for (const [what, count] of Object.entries(each.skipped)) skipped.set(what, (skipped.get(what) ?? 0) + count);
  }
  if (first === null) return null;
  const { tracker, lacking } = first;
  return { tracker, compared, skipped: Object.fromEntries([...skipped].sort(([a], [b]) => (a < b ? -1 : 1))), lacking };
}

/** The same in lines: nothing that was not asked goes without a line. */
export function followedLines(followed: FollowCounts | null): string[] {
  if (followed === null) return [];
  const { tracker, compared, skipped, lacking } = followed;
  return [
    compared === 0
      ? `the tracker that followed (${printable(tracker)}) was asked nothing: nothing of it is known`
      : `the tracker that followed (${printable(tracker)}): ${countWithCommas(compared, 'reply', 'replies')} compared`,
    ...(lacking.length === 0 ? [] : [`  made without: ${lacking.join(', ')}`]),
    ...Object.entries(skipped).map(([what, count]) => `  skipped: ${what}, ${countWithCommas(count, 'time')}`),
  ];
}

/** Which tracker follows, and what of it is not asked, where requests are not counted. */
export function notOfferedLines(hello: Hello): string[] {
  const { operations, counters } = hello;
  const lacking = lackingOptions(hello);
  const unasked = [
    ...TRACKER_OP_KINDS.filter((kind) => !operations.includes(kind)),
    ...TAKE_COUNTERS.filter((counter) => !counters.includes(counter)).map((counter) => `take ${counter}`),
  ];
  return [
    printable(`followed by ${titleOf(hello)}`),
    ...(lacking.length === 0 ? [] : [`  skipped, since it does not have the option: all that follows a start with ${lacking.join(', ')}`]),
    ...(unasked.length === 0 ? [] : [`  skipped, since it does not offer it: ${unasked.join(', ')}`]),
  ];
}

/** Which production code is under test in place of ours, and what of it stays ours. */
export function replacedLines(replaced: ReplacedProduction | null): string[] {
  if (replaced === null) return [];
  const { name, replaced: parts, ours } = replaced;
  return [
    printable(`production code of ${name}: ${parts.join(', ')}`),
    ...(ours.length === 0 ? [] : [`  not its own, and so not tested: ${ours.join(', ')}`]),
  ];
}
