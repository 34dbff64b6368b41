import { showMs } from '../data/duration.ts';
import type { OpKind } from '../data/ops/op.ts';
import type { Finding } from '../oracle/finding.ts';

/** Ways in which a run can end other than by its own end. All break the promise of the judge `no-throw`. */
export const ABNORMAL_EXIT_RULES = [
  'never-throws-later',
  'never-rejects',
  'never-exits',
  'never-hangs',
  'never-runs-out-of-memory',
  'never-dies',
] as const;

/** See {@link ABNORMAL_EXIT_RULES}. */
export type AbnormalExitRule = (typeof ABNORMAL_EXIT_RULES)[number];

/** The rule that is broken where not the code under test is to blame, but this harness or what it stands on. */
export const HARNESS_RULE = 'never-breaks';

/** How a run ended instead of coming to its end: the rule that this breaks, and a part of a sentence that says what happened. */
export interface AbnormalExit {
  readonly rule: AbnormalExitRule | typeof HARNESS_RULE;
  readonly got: string;
}

/** What a process writes to its standard error when it ends itself because it has taken too much memory. */
export const OUT_OF_MEMORY_TEXT = 'process out of memory';
const OUT_OF_MEMORY = new RegExp(`heap out of memory|Array buffer allocation failed|${OUT_OF_MEMORY_TEXT}`);

/** The line in which a process reports an error that nobody caught. */
const THROWN = /^[A-Za-z]*Error\b.*$/gm;

/** What it means that a process ended so: with this code or by this signal, and with `errors` as the last that it wrote to its standard error. */
export function abnormalExitOf({ code, signal, errors }: { code: number | null; signal: string | null; errors: string }): AbnormalExit {
  if (OUT_OF_MEMORY.test(errors)) return { rule: 'never-runs-out-of-memory', got: 'its process ran out of memory' };
  if (signal !== null) return { rule: 'never-dies', got: `its process was ended by ${signal}` };
  const thrown = code === 0 ? undefined : [...errors.matchAll(THROWN)].at(-1)?.[0];
  return { rule: 'never-exits', got: `its process ended with code ${code ?? 'unknown'}${thrown === undefined ? '' : `: ${thrown}`}` };
}

/** Nothing came to its end for so long. */
export function hangFor(ms: number): AbnormalExit {
  return { rule: 'never-hangs', got: `no end after ${showMs(ms)}` };
}

/** An abnormal exit as a finding of the operation that was begun last. `lines` are those of the trace. */
export function findingOf({ rule, got }: AbnormalExit, lines: readonly string[]): Finding {
  const last = lines.length === 0 ? null : (JSON.parse(lines[lines.length - 1]) as { readonly op: OpKind; readonly now?: string | number });
  return {
    judge: rule === HARNESS_RULE ? 'harness' : 'no-throw',
    rule,
    op: last?.op ?? 'poll',
    step: Math.max(0, lines.length - 1),
    nowNs: BigInt(last?.now ?? 0),
    reason: `the run did not come to its end: ${got}`,
    expected: 'every run comes to its end',
    got,
  };
}

/** Whether a finding's operations may end, hang or upset the process in which they are carried out. */
export function crashesProcess(finding: { readonly judge: string; readonly rule: string } | null): boolean {
  return finding !== null && finding.judge === 'no-throw' && (ABNORMAL_EXIT_RULES as readonly string[]).includes(finding.rule);
}
