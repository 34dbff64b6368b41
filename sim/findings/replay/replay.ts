import type { ReplyJson } from '../../data/ops/op-format.ts';
import type { Op } from '../../data/ops/op.ts';
import { formatReply, sameJson } from '../../data/ops/reply-format.ts';
import type { Violation } from '../../oracle/finding.ts';
import { MisplacedOpError, type Run } from '../../run/run.ts';

/** An operation that was recorded. */
export interface RecordedOp {
  readonly op: Op;
  /** The reply that it must get; undefined if any will do. */
  readonly expect?: ReplyJson | undefined;
  /** The line of the trace on which it stands, counted from 1; undefined where it stands on none. */
  readonly line?: number;
}

/**
 * Carries out recorded operations one at a time, until the first finding, one that makes no sense where it stands, or the last.
 * Each reply is compared with the one that is expected. After the last operation the run takes its last look at the whole table.
 */
export class Replay {
  readonly #ops: readonly RecordedOp[];
  readonly #run: Run;
  readonly #end: number;
  readonly #ignoresReplies: boolean;
  #step = 0;
  #misplaced: string | null = null;

  /** `run` is a fresh one; `until` is the number of operations to carry out at most, all by default. */
  constructor(ops: readonly RecordedOp[], run: Run, until: number = ops.length) {
    this.#ops = ops;
    this.#run = run;
    this.#end = Math.min(until, ops.length);
    this.#ignoresReplies = run.isWithout('reply-as-recorded');
  }

  /** A replay of operations that may get any reply. */
  static of(ops: readonly Op[], run: Run, until?: number): Replay {
    const recorded = ops.map((op) => ({ op }));
    return new Replay(recorded, run, until);
  }

  /** The operation that comes next; null if the replay is over. */
  get next(): Op | null {
    return this.#isOver ? null : this.#ops[this.#step].op;
  }

  /** Why the operation after the last one carried out makes no sense where it stands; null if it does, or was not come to. */
  get misplaced(): string | null {
    return this.#misplaced;
  }

  /** Carries out the next operation. False if it was not, and the replay is over. */
  advance(): boolean {
    if (this.#isOver) {
      if (this.#step === this.#ops.length) this.#run.finish();
      return false;
    }
    const { op, expect, line } = this.#ops[this.#step];
    try {
      this.#run.step(op);
    } catch (error) {
      if (!(error instanceof MisplacedOpError)) throw error;
      this.#misplaced = error.message;
      return false;
    }
    this.#step++;
    if (expect !== undefined && this.#run.finding === null && !this.#ignoresReplies) this.#compare(expect, line);
    return true;
  }

  get #isOver(): boolean {
    return this.#step === this.#end || this.#misplaced !== null || this.#run.finding !== null;
  }

  #compare(expect: ReplyJson, line: number | undefined): void {
    const { exchange } = this.#run;
    if (exchange === null) return;
    const reply = formatReply(exchange);
    if (!sameJson(reply, expect)) this.#run.report(exchange.op, otherReply(reply, expect, line));
  }
}

function otherReply(reply: ReplyJson, expect: ReplyJson, line: number | undefined): Violation {
  return {
    judge: 'expect',
    rule: 'reply-as-recorded',
    reason: `the reply${line === undefined ? '' : ` on line ${line}`} is not the recorded one`,
    expected: JSON.stringify(expect),
    got: JSON.stringify(reply),
  };
}
