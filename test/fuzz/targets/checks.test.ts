import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeFrame, Observer, Tracker, type Datagram, type FrameRefusal } from '../../../src/index.ts';
import { ObserverView, PidIndex, TrackerView, type Outcome } from '../../../src/internal.ts';
import { copyPidIndex } from '../../../src/tracker/pid-index.ts';
import { readFrameInput } from '../../../fuzz/format/frame-format.ts';
import { pidOfCode } from '../../../fuzz/format/pid-code.ts';
import { trackerSteps } from '../../../fuzz/format/tracker-format.ts';
import { FRAME_MISUSES } from '../../../fuzz/targets/frame-roundtrip.ts';
import { boundedIndexTarget, IndexOracle, OracleMemory } from '../../../fuzz/targets/bounded-index.ts';
import { Misused, MISUSES, MisuseTrial } from '../../../fuzz/targets/tracker-misuse.ts';
import { checkSentence, mustBeRefused } from '../../../fuzz/targets/refusals.ts';
import { checkObserverView, checkView } from '../../../fuzz/targets/view-checks.ts';
import { PRODUCTION } from '../../../sim/subject/production.ts';

function inputsOf(target: string): Uint8Array[] {
  const folder = join(import.meta.dirname, '../../../corpus/fuzz', target);
  return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
}

describe('mustBeRefused()', () => {
  const throwing = (error: unknown) => (): void => {
    throw error;
  };

  const refusal = { error: 'RangeError', text: 'Cannot do it: pid must be a number from 0 to 5, got 7' } as const;

  it('takes the refusal in its very words', () => {
    expect(() => mustBeRefused(refusal, throwing(new RangeError(refusal.text)))).not.toThrow();
  });

  it.each([
    ['no throw', (): void => {}],
    ['another class', throwing(new TypeError(refusal.text))],
    ['another value', throwing(new RangeError(refusal.text.replace('7', '8')))],
    ['another argument', throwing(new RangeError(refusal.text.replace('pid', 'nonce')))],
    ['a sentence of the engine', throwing(new TypeError('x is not a function'))],
    ['what is no error', throwing(refusal.text)],
  ])('finds %s', (_name, call) => {
    expect(() => mustBeRefused(refusal, call)).toThrow('misuse/refused/do-it-pid');
  });
});

describe('misuses', () => {
  it('are asked of an observer that cannot be made, too', () => {
    const broken = function (): never {
      throw new Error('no observer');
    };
    const misuses = new MisuseTrial(new Misused({ ...PRODUCTION, Observer: broken } as unknown as typeof PRODUCTION));
    expect(() => misuses.make(6, new PRODUCTION.Tracker())).toThrow('misuse/refused/poll-the-clock-reading');
  });

  it('are refused by sound code, all of them', () => {
    const tracker = new PRODUCTION.Tracker();
    const misuses = new MisuseTrial(new Misused(PRODUCTION));
    for (let number = 0; number < MISUSES.length; number++) misuses.make(number, tracker);
    expect(tracker.length).toBe(0);
    expect(MISUSES.flat().length).toBeGreaterThan(MISUSES.length);
  });

  it('are made twice at most on one table, and once where they are not about the table', () => {
    let observers = 0;
    let lookUps = 0;
    class CountedObserver extends PRODUCTION.Observer {
      constructor(...given: ConstructorParameters<typeof PRODUCTION.Observer>) {
        observers++;
        super(...given);
      }
    }
    class CountedTracker extends PRODUCTION.Tracker {
      override lastNsOf(pid: number): bigint | undefined {
        lookUps++;
        return super.lastNsOf(pid);
      }
    }
    const misuses = new MisuseTrial(new Misused({ ...PRODUCTION, Observer: CountedObserver }));
    observers = 0;
    for (const tables of [1, 2]) {
      for (let time = 0; time < 3; time++) misuses.make(13, new CountedTracker());
      expect({ lookUps, observers }).toEqual({ lookUps: 2 * tables, observers: 7 });
      misuses.startTable();
    }
  });

  it('are each made by an input of the corpus', () => {
    const made = new Set(
      inputsOf('tracker-ops').flatMap((bytes) => [...trackerSteps(bytes)].flatMap((step) => ('misuse' in step ? [step.misuse] : []))),
    );
    expect(made.size).toBe(MISUSES.length);
    const ofFrames = new Set(
      inputsOf('frame-roundtrip')
        .flatMap((bytes) => readFrameInput(bytes).misuse ?? [])
        .map((number) => number % FRAME_MISUSES.length),
    );
    expect(ofFrames.size).toBe(FRAME_MISUSES.length);
  });
});

describe('checkSentence()', () => {
  it('takes one printable line that begins with the file', () => {
    expect(() => checkSentence('t', 'a.json line 3: it is not so, got "\\u001b" – é', 'a.json')).not.toThrow();
  });

  it.each([
    ['a sentence about no file', 'line 3: it is not so', 't/names-the-file'],
    ['a long one', `a.json: ${'x'.repeat(600)}`, 't/sentence-length'],
    ['two lines', 'a.json: one\ntwo', 't/sentence-is-printable'],
    ['what a terminal obeys', 'a.json: \u009b2J', 't/sentence-is-printable'],
  ])('finds %s', (_name, sentence, signature) => {
    expect(() => checkSentence('t', sentence, 'a.json')).toThrow(signature);
  });
});

function findingOf(signature: string, detail: string): Error {
  return expect.objectContaining({ message: signature, detail: expect.stringContaining(detail) as string }) as Error;
}

describe('checkView()', () => {
  class View extends TrackerView {
    readonly #lie: 'counter' | 'cells' | null;

    constructor(lie: 'counter' | 'cells' | null) {
      const tracker = new Tracker({ capacity: 2 });
      tracker.record({ pid: 7, nonce: 1n, status: 'ok' }, 0n, 1n, 'kernel-attested', null);
      super(tracker);
      this.#lie = lie;
    }

    override counterLow(at: number): number {
      return super.counterLow(at) + (this.#lie === 'counter' && at === 3 ? 1 : 0);
    }

    override get occupiedCells(): number {
      return super.occupiedCells + (this.#lie === 'cells' ? 1 : 0);
    }
  }

  it('finds a counter and a count of cells that do not agree, and nothing in a view that does', () => {
    expect(() => checkView(new View(null))).not.toThrow();
    expect(() => checkView(new View('counter'))).toThrow(
      findingOf('tracker-ops/view', 'a view says 1 as counterLow(originConflicts), and elsewhere 0'),
    );
    expect(() => checkView(new View('cells'))).toThrow(findingOf('tracker-ops/view', 'a view says 2 as occupiedCells, and elsewhere 1'));
  });
});

describe('checkObserverView()', () => {
  const LIES = ['outcome', 'refusal', 'last outcome', 'beats', 'stalls'] as const;

  class View extends ObserverView {
    readonly #lie: (typeof LIES)[number] | null;

    /** Of an observer that has heard a beat of pid 7 and what is no frame, and has told that pid 7 is silent. */
    constructor(lie: (typeof LIES)[number] | null) {
      let now = 0n;
      const beat = encodeFrame({ status: 'ok', pid: 7, timestamp: 1n, nonce: 1n, payload: 0 });
      const waiting = [beat, new Uint8Array(3)];
      const receive = (): Datagram | null => {
        const bytes = waiting.shift();
        return bytes === undefined ? null : { bytes, origin: 'kernel-attested', peerPid: 7, nsInode: null };
      };
      const observer = new Observer({ thresholdNs: 10_000_000n, maxStepNs: 20_000_000n }, { now: () => now }, [{ receive }]);
      observer.poll();
      now = 20_000_000n;
      observer.poll();
      observer.poll();
      super(observer);
      this.#lie = lie;
    }

    override outcomeTotal(outcome: Outcome): bigint {
      return super.outcomeTotal(outcome) + (this.#lie === 'outcome' ? 1n : 0n);
    }

    override refusalTotal(refusal: FrameRefusal): bigint {
      return super.refusalTotal(refusal) + (this.#lie === 'refusal' ? 1n : 0n);
    }

    override lastOutcome(listener: number): Outcome | null {
      return this.#lie === 'last outcome' ? 'inserted' : super.lastOutcome(listener);
    }

    override beatsOf(slot: number): bigint {
      return super.beatsOf(slot) + (this.#lie === 'beats' ? 1n : 0n);
    }

    override stallsOf(slot: number): bigint {
      return super.stallsOf(slot) + (this.#lie === 'stalls' ? 1n : 0n);
    }
  }

  it('finds nothing in a view that agrees with itself', () => {
    const view = new View(null);
    expect([view.outcomeTotal('decode-refused'), view.beatsOf(0), view.stallsOf(0)]).toEqual([1n, 1n, 1n]);
    expect(() => checkObserverView(view, 1)).not.toThrow();
  });

  it.each([
    ['outcome', 'view', 'as outcomeTotalLow('],
    ['refusal', 'view', 'as refusalTotalLow('],
    ['last outcome', 'view', 'as lastOutcome(0)'],
    ['beats', 'view-slot/varta_beats_total', 'pid 7: expected 1, got 2'],
    ['stalls', 'view-slot/varta_stalls_total', 'pid 7: expected 1, got 2'],
  ] as const)('finds a lie about %s', (lie, name, detail) => {
    expect(() => checkObserverView(new View(lie), 1)).toThrow(findingOf(`observer-stream/${name}`, detail));
  });

  it.each(['varta_beats_total', 'varta_stalls_total'])('finds metrics that tell otherwise of a pid: %s', (name) => {
    const view = new View(null);
    const told = view.observer.metrics().map((sample) => (sample.name === name ? { ...sample, value: 7n } : sample));
    Object.defineProperty(view.observer, 'metrics', { value: () => told });
    expect(() => checkObserverView(view, 1)).toThrow(findingOf(`observer-stream/view-slot/${name}`, 'pid 7: expected 7, got 1'));
  });
});

describe('bounded-index', () => {
  it('goes on with a copy in what an older copy took the place of: what that held does not show', () => {
    // A pid, a copy, without the pid, a copy.
    const input = Uint8Array.of(3, 0x02, 9, 0xc0, 0x60, 9, 0xc0);
    const liveCellsAlone = (from: PidIndex, to: PidIndex): void => {
      const before = to.cells.slots.slice();
      copyPidIndex(from, to);
      const { slots } = to.cells;
      for (const [cell, slot] of slots.entries()) if (slot < 0) slots[cell] = before[cell];
    };
    expect(() => boundedIndexTarget(PidIndex, copyPidIndex).fuzz(input)).not.toThrow();
    expect(() => boundedIndexTarget(PidIndex, liveCellsAlone).fuzz(input)).toThrow('bounded-index/cell');
  });
});

describe('IndexOracle.scan()', () => {
  const EMPTY = -1;
  const TOMBSTONE = -2;
  const NEITHER = -3;

  const CELLS = 8;
  /** Two pids at home in the last cell: the second one lies in the first cell. */
  const [first, second] = [pidOfCode(64, CELLS), pidOfCode(65, CELLS)];

  function checked(damage: (index: PidIndex, oracle: IndexOracle) => void): IndexOracle {
    const index = new PidIndex(4);
    const oracle = new IndexOracle(index, 4, new OracleMemory());
    for (const [slot, pid] of [first, second, 7].entries()) oracle.insert(pid, slot);
    damage(index, oracle);
    return oracle;
  }

  const free = (index: PidIndex): number => [...index.cells.slots].lastIndexOf(EMPTY);

  it('finds nothing in an index that is whole', () => {
    expect(() => checked(() => {}).scan()).not.toThrow();
  });

  it('finds a tombstone on no pid’s path, a pid that is gone, a slot that is none, and a count that is wrong', () => {
    expect(() => checked((index) => index.cells.slots.fill(TOMBSTONE, free(index), free(index) + 1)).scan()).toThrow(
      'bounded-index/tombstone',
    );
    expect(() => checked((index) => index.cells.slots.fill(TOMBSTONE)).scan()).toThrow('bounded-index/cell');
    expect(() => checked((index) => index.cells.slots.fill(NEITHER, free(index), free(index) + 1)).scan()).toThrow('bounded-index/cell');
    expect(() => checked((index) => index.cells.exhausted.fill(1n)).scan()).toThrow('bounded-index/exhausted');
    expect(() => checked((index) => index.cells.passes.fill(9)).scan()).toThrow('bounded-index/passes');
    const forgetful = checked((index) => index.cells.reaches.fill(0));
    expect(() => forgetful.scan(false)).toThrow('bounded-index/reach');
    expect(() => forgetful.scan()).toThrow('bounded-index/peek');
  });

  it('finds an empty cell before a live pid, where a tombstone is lawful', () => {
    const remove = (_index: PidIndex, oracle: IndexOracle): void => oracle.remove(first);
    expect(() => checked(remove).scan()).not.toThrow();
    expect(() =>
      checked((index, oracle) => {
        remove(index, oracle);
        index.cells.slots[CELLS - 1] = EMPTY;
      }).scan(),
    ).toThrow('bounded-index/gap');
  });
});
