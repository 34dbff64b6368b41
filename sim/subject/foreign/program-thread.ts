import { spawn, type ChildProcess } from 'node:child_process';
import { workerData, type MessagePort } from 'node:worker_threads';
import { LineSplitter, type Line } from '../../data/trace/lines.ts';
import { startWatched, type ProcessGroup } from '../process-group.ts';
import type { ConnectionFault } from './tracker-connection.ts';

// The thread that talks to a program behind the tracker protocol, while the thread of the run waits. It starts the program, writes
// requests with backpressure, collects as many lines as there were requests, and says how the program failed where they do not come.

/** What the thread is started with. */
export interface ThreadData {
  readonly command: string;
  /** The folder in which it is carried out. */
  readonly folder: string;
  readonly port: MessagePort;
  /** Word 0 counts the answers that were posted. */
  readonly signal: SharedArrayBuffer;
}

/** Requests: `count` lines in `text`. A `restart` ends the program first. */
export interface ThreadTask {
  /** Number of the run that asks: after a fault nothing more is asked for it. */
  readonly session: number;
  readonly restart: boolean;
  readonly text: string;
  readonly count: number;
  /** Longest time without a sign of life, milliseconds. */
  readonly silenceMs: number;
}

/** What came of a task. */
export interface ThreadAnswer {
  /** The lines that came, joined by newlines: one text is handed over in a tenth of the time of an array. */
  readonly text: string;
  readonly count: number;
  readonly fault: ConnectionFault | null;
  /** The program's process group; null where it did not start. */
  readonly pid: number | null;
}

const LAST_LINES = 32;
/** Replies that wait to be compared, at most: more are no answers to anything. */
const LINES_KEPT = 65_536;
const LINE_CHARS_MAX = 400;

class Program {
  readonly #process: ChildProcess;
  readonly #group: ProcessGroup;
  readonly #splitter = new LineSplitter();
  #waiting: Line[] = [];
  /** The last lines of both streams, with which of them it was; a few more than are shown, so that few are moved. */
  readonly #last: (readonly [string, Line])[] = [];
  #end: string | null = null;
  #wake: () => void = () => {};

  constructor(command: string, folder: string) {
    // A group of its own, so that what it starts ends with it.
    const { child, group } = startWatched(() =>
      spawn(command, { shell: true, detached: true, cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] }),
    );
    this.#process = child;
    this.#group = group;
    const { stdin, stdout, stderr } = this.#process;
    stdin?.on('error', () => {});
    // Whole lines alone are signs of life: a program that drips bytes, or complains for ever, is silent.
    stdout?.on('data', (chunk: Buffer) => {
      let hasLine = false;
      for (const line of this.#splitter.push(chunk)) {
        hasLine = true;
        if (this.#waiting.length < LINES_KEPT) this.#waiting.push(line);
        this.#keep('stdout', line);
      }
      if (hasLine) this.#wake();
    });
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line !== '') this.#keep('stderr', line);
    });
    void this.#awaitEnd();
  }

  async #awaitEnd(): Promise<void> {
    const end = await this.#group.ended;
    for (const line of this.#splitter.end()) this.#keep('stdout, without a newline', line);
    if (end.startFault !== null) this.#ended(`it could not be started: ${end.startFault}`);
    else this.#ended(end.signal === null ? `it ended with status ${end.code}` : `it was ended by ${end.signal}`);
  }

  get pid(): number | null {
    return this.#process.pid ?? null;
  }

  async ask({ text, count, silenceMs }: ThreadTask): Promise<Omit<ThreadAnswer, 'pid'>> {
    if (this.#waiting.length > 0) return this.#fail('one-reply-each', 'it replied before it was asked', []);
    if (this.#end === null) this.#process.stdin?.write(text);
    const lines: string[] = [];
    for (;;) {
      const came = this.#waiting;
      this.#waiting = [];
      for (const line of came) {
        // What it wrote in the same breath.
        if (lines.length === count) return this.#fail('one-reply-each', 'it wrote a line more than it was asked for', lines.slice(0, -1));
        if (typeof line !== 'string') return this.#fail('reply-is-a-line', line.refused, lines);
        lines.push(line);
      }
      if (lines.length === count) return { text: lines.join('\n'), count, fault: null };
      if (this.#end !== null) return this.#fail('keeps-running', this.#end, lines);
      if (!(await this.#sign(silenceMs))) return this.#fail('keeps-answering', `no sign of life for ${silenceMs / 1000} s`, lines);
    }
  }

  /** Ends the program and all that it has started. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#group.signal('SIGKILL');
    for (let waits = 0; this.#end === null && waits < 20; waits++) await this.#sign(50);
  }

  #fail(rule: ConnectionFault['rule'], got: string, lines: readonly string[]): Omit<ThreadAnswer, 'pid'> {
    const lastLines = this.#last
      .slice(-LAST_LINES)
      .map(([stream, line]) => shown(`${stream}: ${typeof line === 'string' ? line : line.refused}`));
    return { text: lines.join('\n'), count: lines.length, fault: { rule, got, lastLines } };
  }

  #keep(stream: string, line: Line): void {
    this.#last.push([stream, line]);
    if (this.#last.length === 2 * LAST_LINES) this.#last.splice(0, LAST_LINES);
  }

  #ended(how: string): void {
    this.#end ??= how;
    this.#wake();
  }

  /** Waits for anything that it does; false if nothing came in time. */
  #sign(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}

function shown(line: string): string {
  return line.length > LINE_CHARS_MAX ? `${line.slice(0, LINE_CHARS_MAX)}…` : line;
}

const { command, folder, port, signal } = workerData as ThreadData;
const posted = new Int32Array(signal);
let program: Program | null = null;
let failed: { readonly session: number; readonly fault: ConnectionFault } | null = null;

async function carryOut(task: ThreadTask): Promise<ThreadAnswer> {
  if (failed?.session === task.session) return { text: '', count: 0, fault: failed.fault, pid: null };
  if (task.restart) {
    await program?.kill();
    program = null;
  }
  program ??= new Program(command, folder);
  const answer = await program.ask(task);
  const { pid } = program;
  if (answer.fault !== null) {
    failed = { session: task.session, fault: answer.fault };
    // So that its last words are there.
    await program.kill();
    program = null;
  }
  return { ...answer, pid };
}

/** Tasks are carried out in order: the program is asked for the next one when it has replied to the one before. */
let last = Promise.resolve();

async function reply(task: ThreadTask): Promise<void> {
  port.postMessage(await carryOut(task));
  Atomics.add(posted, 0, 1);
  Atomics.notify(posted, 0);
}

port.on('message', (task: ThreadTask | null) => {
  if (task === null) {
    void (program?.kill() ?? Promise.resolve()).then(() => port.close());
    return;
  }
  last = last.then(() => reply(task));
});
