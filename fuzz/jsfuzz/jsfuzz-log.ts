import { LineSplitter } from '../../sim/process/messages.ts';

/** What jsfuzz has printed of itself so far. */
export interface JsfuzzLog {
  readonly executions: number;
  readonly covered: number;
  readonly corpus: number;
  /** The end that it printed; null while it runs, and where it printed none. */
  readonly end: 'timeout' | 'memory' | 'killed' | 'crash' | null;
  /** The last lines, for people. */
  readonly tail: string;
}

const STATS = /^#(\d+) \w+ +cov: (\d+) corp: (\d+)/;
const TAIL = 2000;

/** Reads jsfuzz's output, in pieces as they come. */
export class JsfuzzLogReader {
  readonly #splitter = new LineSplitter();
  #log: JsfuzzLog = { executions: 0, covered: 0, corpus: 0, end: null, tail: '' };

  /** What is known so far. */
  get log(): JsfuzzLog {
    return this.#log;
  }

  /** Takes a piece of the output. */
  read(text: string): void {
    for (const line of this.#splitter.take(text)) this.#readLine(line);
    this.#log = { ...this.#log, tail: (this.#log.tail + text).slice(-TAIL) };
  }

  #readLine(line: string): void {
    const stats = STATS.exec(line);
    if (stats !== null) {
      const [executions, covered, corpus] = stats.slice(1).map(Number);
      this.#log = { ...this.#log, executions, covered, corpus };
      return;
    }
    const end = endIn(line);
    // The first reason is the real one: what follows is that the worker was killed, and where the input was written.
    if (end !== null && this.#log.end === null) this.#log = { ...this.#log, end };
  }
}

function endIn(line: string): JsfuzzLog['end'] {
  if (line.startsWith('timeout reached')) return 'timeout';
  if (line.startsWith('MEMORY OOM') || line.includes('heap out of memory')) return 'memory';
  if (line.startsWith('Worker killed')) return 'killed';
  return line.startsWith('crash was written') ? 'crash' : null;
}
