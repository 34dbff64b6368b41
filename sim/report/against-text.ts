import { paint, type Output } from '../data/command-line/output.ts';
import { formatOp } from '../data/ops/op-format.ts';
import { printable } from '../data/quoting/printable.ts';
import type { SideBySide } from '../run/side-by-side.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { countWithCommas } from './table.ts';
import { titleOf } from '../subject/foreign/hello.ts';

/** Two trackers that were asked side by side. */
export interface SideBySideReport {
  readonly path: string;
  /** Operations of the trace that were carried out. */
  readonly operations: number;
  /** As they were given, and what they say of themselves. */
  readonly names: readonly { readonly spec: string; readonly name: string; readonly version: string }[];
  readonly sides: Pick<SideBySide, 'difference' | 'compared' | 'skipped'>;
}

/** A safety finding where they differ; inconclusive where nothing could be compared. */
export function againstExit({ difference, compared }: SideBySideReport['sides']): ExitCode {
  if (difference !== null) return EXIT.safety;
  return compared === 0 ? EXIT.inconclusive : EXIT.ok;
}

const LETTERS = ['A', 'B'];

/** What `replay --against` prints. */
export function formatAgainst({ path, operations, names, sides }: SideBySideReport, out: Output): string {
  const { difference, compared, skipped } = sides;
  const lines = [
    printable(`${path} · ${countWithCommas(operations, 'operation')}`),
    ...names.map(({ spec, ...hello }, at) => printable(`${LETTERS[at]}  ${spec} (${titleOf(hello)})`)),
    '',
  ];
  if (difference !== null) {
    const { step, op, request, replies, expected, areRight } = difference;
    lines.push(`${paint(out, 'red', 'they differ')} first at step ${step}, ${op}`, `  request  ${formatOp(request)}`);
    replies.forEach((reply, at) => {
      const isRight = areRight[at] ? ` ${paint(out, 'green', '· right')}` : '';
      lines.push(`  ${LETTERS[at]}        ${printable(reply)}${isRight}`);
    });
    if (!areRight.includes(true)) lines.push(`  right    ${printable(expected)}`);
    lines.push('');
  }
  const same = difference === null ? compared : compared - 1;
  lines.push(
    compared === 0 && difference === null
      ? 'nothing could be compared'
      : `${countWithCommas(Math.max(0, same), 'reply', 'replies')} the same${difference === null ? '' : ' before that'}`,
    ...Object.entries(skipped).map(([what, count]) => `  skipped: ${what}, ${countWithCommas(count, 'time')}`),
    '',
  );
  return lines.join('\n');
}

/** The same for programs. */
export function jsonAgainst({ path, operations, names, sides }: SideBySideReport, exit: ExitCode): object {
  const { difference, compared, skipped } = sides;
  return {
    trace: path,
    steps: operations,
    against: names[0],
    and: names[1],
    compared,
    skipped,
    difference: difference === null ? null : { ...difference, request: formatOp(difference.request) },
    exit,
  };
}
