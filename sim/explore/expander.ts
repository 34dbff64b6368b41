import type { OpKind } from '../data/ops/op.ts';
import type { Finding } from '../oracle/finding.ts';
import { copiersOf, PRODUCTION, type Copiers, type Production } from '../subject/production.ts';
import { Follower, WINDOW } from '../run/follower.ts';
import { Run } from '../run/run.ts';
import type { TrackerConnection } from '../subject/foreign/tracker-connection.ts';
import { hasSockets, opsOf, type Domain } from './domain.ts';
import { fingerprint, FINGERPRINT_WORDS } from './fingerprint.ts';
import { StateSet } from './state-set.ts';
import { StateWords } from './state-words.ts';
import { symmetryOf } from './symmetry.ts';
import type { TrackerView } from '../../src/internal.ts';

/** How to explore. */
export interface ExpanderOptions {
  /** The code under test; the real one unless a harness plants bugs. */
  readonly production?: Production;
  /** How its states are copied; null carries every run out from its beginning. Default: as the code under test says. */
  readonly copiers?: Copiers | null;
  /** Rules left out; see RunOptions. */
  readonly without?: ReadonlySet<string>;
  /** Whether states are the same that differ in names and in high counts alone. */
  readonly isReduced: boolean;
  /** A tracker from elsewhere that is asked every run; default none. With one, every sequence is a state of its own. */
  readonly tracker?: TrackerConnection | null;
  /** Whether also successors are delivered that came of a batch before. Default false. */
  readonly isForgetful?: boolean;
}

/** States whose successors are wanted, each as the way to it: `pathLength` numbers of operations, one way after another. */
export interface Batch {
  readonly number: number;
  /** 0 for the one state before the start. */
  readonly pathLength: number;
  readonly paths: Uint16Array;
}

/** A rule that does not hold after a state and an operation. */
export interface FoundHere {
  /** Place of the state in its batch. */
  readonly from: number;
  readonly op: number;
  readonly finding: Finding;
}

/** What came of a batch: the successors in order, without those that this expander has delivered before. */
export interface Expansion {
  readonly number: number;
  readonly transitions: number;
  /** Fingerprints, one after another. */
  readonly prints: Uint32Array;
  /** By successor: the place in the batch of the state before it. */
  readonly from: Uint32Array;
  /** By successor: the operation. */
  readonly ops: Uint16Array;
  /** The first of each signature. */
  readonly findings: readonly FoundHere[];
}

/** Runs that begin with one start: one at each state on the way to that which is expanded, the start first, and one to try operations in. */
interface Runs {
  readonly along: Run[];
  /** The way that `along` has come. */
  path: Uint16Array;
  scratch: Run | null;
  readonly words: StateWords;
}

/** Operations that change nothing. */
const READS: readonly OpKind[] = ['get', 'len', 'decode', 'encode'];

/** Carries out every operation of a domain after given states. */
export class Expander {
  readonly #domain: Domain;
  readonly #options: ExpanderOptions;
  /** Null from the first copy that throws: every run is then carried out from its beginning. */
  #copiers: Copiers | null;
  readonly #hasSockets: boolean;
  readonly #runs: (Runs | null)[];
  #delivered = new StateSet();
  readonly #print = new Uint32Array(FINGERPRINT_WORDS);
  readonly #onTransition: (from: number, op: number) => void;

  /** `onTransition` is told before each operation where in its batch it comes. */
  constructor(domain: Domain, options: ExpanderOptions, onTransition: (from: number, op: number) => void = () => {}) {
    this.#domain = domain;
    this.#options = options;
    // What a socket and its host hold can neither be copied nor told.
    this.#hasSockets = domain.starts.some(hasSockets);
    this.#copiers = this.#hasSockets ? null : options.copiers === undefined ? copiersOf(options.production ?? PRODUCTION) : options.copiers;
    this.#runs = domain.starts.map(() => null);
    this.#onTransition = onTransition;
  }

  /** What follows the states of a batch. O(states × (path + operations)) steps of a run. */
  expand(batch: Batch): Expansion {
    const prints: number[] = [];
    const from: number[] = [];
    const ops: number[] = [];
    const findings = new Map<string, FoundHere>();
    let transitions = 0;
    const { pathLength, paths } = batch;
    if (this.#options.isForgetful === true) this.#delivered = new StateSet();
    const states = pathLength === 0 ? 1 : paths.length / pathLength;
    for (let state = 0; state < states; state++) {
      const path = paths.subarray(state * pathLength, (state + 1) * pathLength);
      const choices = pathLength === 0 ? this.#domain.starts.length : this.#domain.ops.length;
      const runs = pathLength > 0 ? this.#goTo(path) : null;
      for (let op = 0; op < choices; op++) {
        this.#onTransition(state, op);
        transitions++;
        const own = runs === null ? this.#start(op) : this.#stepFrom(runs, path, op);
        const finding = own ?? (this.#isFollowed ? this.#follow([...path, op]) : null);
        if (finding !== null) {
          const signature = `${finding.judge}/${finding.rule}/${finding.op}`;
          if (!findings.has(signature)) findings.set(signature, { from: state, op, finding });
        } else if (!this.#isLeaf(pathLength, op) && this.#delivered.add(this.#print, 0, -1, 0)) {
          for (let word = 0; word < FINGERPRINT_WORDS; word++) prints.push(this.#print[word]);
          from.push(state);
          ops.push(op);
        }
      }
    }
    return {
      number: batch.number,
      transitions,
      prints: Uint32Array.from(prints),
      from: Uint32Array.from(from),
      ops: Uint16Array.from(ops),
      findings: [...findings.values()],
    };
  }

  /** Begins a run with a start, and takes the fingerprint of its state. */
  #start(start: number): Finding | null {
    const root = this.#newRun();
    for (const op of opsOf(this.#domain, [start])) {
      const finding = root.step(op);
      if (finding !== null) return finding;
    }
    const { isReduced } = this.#options;
    const isTracker = root.subject.observer === null;
    const symmetry =
      isReduced && isTracker ? symmetryOf(this.#domain, this.#domain.starts[start], root.subject.trackerView as TrackerView) : null;
    const words = new StateWords(this.#domain, isReduced, symmetry);
    this.#runs[start] = { along: [root], path: Uint16Array.of(start), scratch: null, words };
    this.#takePrint(words, root, new Uint16Array(0), start);
    return null;
  }

  get #isFollowed(): boolean {
    return (this.#options.tracker ?? null) !== null;
  }

  /** Asks the tracker from elsewhere a whole run: it cannot be copied. Its first wrong reply, or null. */
  #follow(path: readonly number[]): Finding | null {
    const { production = PRODUCTION, tracker = null } = this.#options;
    if (tracker === null) return null;
    const run = new Run({ check: 'cheap', folds: false, production, follower: new Follower(tracker, WINDOW) });
    for (const op of opsOf(this.#domain, path)) if (run.step(op) !== null) return run.finding;
    return run.catchUp();
  }

  /** Whether nothing is tried after an operation. A tracker from elsewhere is taken to change nothing where it is only read. */
  #isLeaf(pathLength: number, op: number): boolean {
    return this.#isFollowed && pathLength > 0 && READS.includes(this.#domain.ops[op].op);
  }

  #newRun(): Run {
    const { production = PRODUCTION, without } = this.#options;
    // A run whose arrays count their accesses takes fifteen times as long: campaigns count, a search does not.
    return new Run({ check: 'full', folds: false, counts: null, production, ...(without === undefined ? {} : { without }) });
  }

  /** Brings the runs along a path to it: those of the beginning that it shares with the path before stay. */
  #goTo(path: Uint16Array): Runs {
    const [start] = path;
    if (this.#runs[start] === null) this.#start(start);
    const runs = this.#runs[start] as Runs;
    const { along, path: before } = runs;
    let step = 1;
    while (step < path.length && step < before.length && path[step] === before[step]) step++;
    for (; step < path.length; step++) {
      const run = (along[step] ??= this.#newStarted(start));
      if (!this.#copies(along[step - 1], run)) break;
      run.step(this.#domain.ops[path[step]]);
    }
    runs.path = path;
    return runs;
  }

  /** Carries out an operation after the state of a path, and takes the fingerprint of what it leads to. */
  #stepFrom(runs: Runs, path: Uint16Array, op: number): Finding | null {
    let run = this.#copiers === null ? null : (runs.scratch ??= this.#newStarted(path[0]));
    if (run === null || !this.#copies(runs.along[path.length - 1], run)) {
      run = this.#newRun();
      for (const before of opsOf(this.#domain, [...path])) run.step(before);
    }
    const finding = run.step(this.#domain.ops[op]);
    // What threw may be in no state at all.
    if (finding !== null) runs.scratch = null;
    else this.#takePrint(runs.words, run, path, op);
    return finding;
  }

  /** Copies a run onto another; false where the production code throws at it. */
  #copies(from: Run, to: Run): boolean {
    if (this.#copiers === null) return false;
    try {
      to.copyFrom(from, this.#copiers);
      return true;
    } catch {
      this.#copiers = null;
      return false;
    }
  }

  /** A run to copy onto. */
  #newStarted(start: number): Run {
    const run = this.#newRun();
    run.step(this.#domain.starts[start]);
    return run;
  }

  /**
   * The fingerprint of the state that a run has come to. What a tracker from elsewhere remembers nobody sees, nor what a socket holds: with
   * either, each sequence of operations is a state of its own; a start comes after nothing.
   */
  #takePrint(words: StateWords, run: Run, path: Uint16Array, op: number): void {
    if (this.#isFollowed || this.#hasSockets) return fingerprint(Uint32Array.of(...path, op), path.length + 1, this.#print);
    words.take(run, path.length === 0 ? op : path[0]);
    fingerprint(words.words, words.length, this.#print);
  }
}
