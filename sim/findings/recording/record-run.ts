import { Child, type ProcessEnd } from '../../process/child.ts';
import { InfrastructureError } from '../../data/infrastructure-error.ts';
import { abnormalExitOf, hangFor, type AbnormalExit } from '../../process/abnormal-exit.ts';
import { plantedHeapMb } from '../../subject/production-under-test.ts';
import type { ReplayTask, RunTask, TaskResults } from './recording-task.ts';

/** How long to watch. */
export interface RecordOptions {
  /** Time without a sign of life after which a run hangs, milliseconds. */
  readonly hangMs: number;
  /** Asked now and then: the time that is left, milliseconds. At none the run is given up, unjudged. */
  readonly patienceMs?: () => number;
  /** The program that makes the run; default the one beside this file. */
  readonly recorderUrl?: URL | undefined;
}

/** What is known of a watched run: its operations to the last, and either its result or how it died. */
export interface Recording<T> {
  /** Each operation that was begun, as a line of a trace. */
  readonly lines: readonly string[];
  /** The rolling digest before each of them. */
  readonly digests: readonly string[];
  /** The configuration that was drawn; empty if it did not come so far. */
  readonly config: Readonly<Record<string, string | number>>;
  readonly result: T | null;
  /** Null with a result, and for a run that was given up. */
  readonly abnormalExit: AbnormalExit | null;
}

const START_MS = 30_000;
const PATIENCE_MS = 100;

/**
 * Has a run made in a process of its own, keeping its operations as they go. Rejects with an {@link InfrastructureError} if
 * that process ends before it has said a word, and for no other reason.
 */
export async function watch<K extends 'run' | 'replay'>(
  task: { readonly kind: K } & (RunTask | ReplayTask),
  { hangMs, patienceMs, recorderUrl }: RecordOptions,
): Promise<Recording<TaskResults[K]>> {
  if (patienceMs?.() === 0) return { lines: [], digests: [], config: {}, result: null, abnormalExit: null };
  const child = new Child(recorderUrl ?? new URL('./recorder.js', import.meta.url), plantedHeapMb());
  const lines: string[] = [];
  const digests: string[] = [];
  let config: Recording<never>['config'] = {};
  let result: TaskResults[K] | null = null;
  let abnormalExit: AbnormalExit | null = null;
  let isGivenUp = false;
  let hasSpoken = false;
  const hang = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      abnormalExit ??= hangFor(ms);
      child.kill();
    }, ms);
  let timer = hang(Math.max(START_MS, hangMs));
  const patience = setInterval(() => {
    isGivenUp = patienceMs?.() === 0;
    if (isGivenUp) child.kill();
  }, PATIENCE_MS);

  function take(line: string): void {
    const space = line.indexOf(' ');
    const head = line.slice(0, space);
    const rest = line.slice(space + 1);
    if (head === '=') config = JSON.parse(rest) as typeof config;
    else if (head === '!') abnormalExit ??= reportedExit(rest);
    else {
      digests.push(head);
      lines.push(rest);
    }
  }

  let partial = '';
  child.onText((text) => {
    hasSpoken = true;
    const pieces = (partial + text).split('\n');
    partial = pieces.pop() ?? '';
    for (const line of pieces) take(line);
    clearTimeout(timer);
    timer = hang(hangMs);
  });
  child.onMessage((message) => {
    ({ result } = message as { readonly result: TaskResults[K] });
    child.kill();
  });
  child.send(task);
  const end = await child.ended;
  clearTimeout(timer);
  clearInterval(patience);
  if (!hasSpoken && result === null && !isGivenUp)
    throw new InfrastructureError(`a process to make one run in did not start: ${(abnormalExit ?? abnormalExitOf(end)).got}`);
  return { lines, digests, config, result, abnormalExit: result !== null || isGivenUp ? null : abnormalExitAt(abnormalExit, end, lines) };
}

function abnormalExitAt(told: AbnormalExit | null, end: ProcessEnd, lines: readonly string[]): AbnormalExit {
  const { rule, got } = told ?? abnormalExitOf(end);
  return { rule, got: lines.length === 0 ? got : `${got}, in ${lines[lines.length - 1]}` };
}

function reportedExit(text: string): AbnormalExit {
  const space = text.indexOf(' ');
  return { rule: text.slice(0, space) as AbnormalExit['rule'], got: JSON.parse(text.slice(space + 1)) as string };
}
