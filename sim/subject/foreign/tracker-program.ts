import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { InfrastructureError } from '../../data/infrastructure-error.ts';
import { formatOp } from '../../data/ops/op-format.ts';
import type { TrackerOp } from '../../data/ops/op.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { parseJsonLine } from '../../data/trace/lines.ts';
import { assumedHello, HELLO_REQUEST, parseHello, type Hello } from './hello.ts';
import type { ThreadAnswer, ThreadData, ThreadTask } from './program-thread.ts';
import type { Answers, TrackerConnection } from './tracker-connection.ts';

/** Longest time without a sign of life, milliseconds, unless told otherwise. */
const SILENCE_MS = 10_000;

/** Time that the thread gets beyond that of the program, milliseconds. */
const THREAD_MS = 20_000;

/** How to reach a program. */
export interface ProgramOptions {
  /** The folder in which the command is carried out; default that of this process. */
  readonly folder?: string;
  /** Longest time without a whole line, milliseconds; default {@link SILENCE_MS}. */
  readonly silenceMs?: number;
  /** The program of the thread that talks to it; default the one beside this file. */
  readonly threadUrl?: URL;
}

/**
 * Starts a program that speaks the tracker protocol over its standard input and output, by the shell. Throws a {@link UsageError} for
 * one that does not start, or whose `hello` is none.
 */
export function openProgram(command: string, options: ProgramOptions = {}): TrackerConnection {
  const connection = new ProgramConnection(command, options);
  try {
    connection.hello = connection.sayHello();
  } catch (error) {
    connection.close();
    throw error;
  }
  return connection;
}

class ProgramConnection implements TrackerConnection {
  hello: Hello;
  readonly #command: string;
  readonly #silenceMs: number;
  readonly #signal = new SharedArrayBuffer(4);
  readonly #answered = new Int32Array(this.#signal);
  readonly #port: MessagePort;
  readonly #endGroup = (): void => this.#kill();
  #pid: number | null = null;
  #mustRestart = false;
  /** Runs that were begun. */
  #session = 0;
  /** Tasks that were posted, and answers that were read. */
  #tasks = 0;
  #read = 0;

  constructor(command: string, options: ProgramOptions) {
    const { folder = '.', silenceMs = SILENCE_MS, threadUrl = new URL('./program-thread.js', import.meta.url) } = options;
    this.#command = command;
    this.#silenceMs = silenceMs;
    this.hello = assumedHello(command);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const data: ThreadData = { command, folder, port: port2, signal: this.#signal };
    const thread = new Worker(threadUrl, { workerData: data, transferList: [port2] });
    // Neither keeps the process: it ends when all else is done.
    thread.unref();
    port1.unref();
    process.on('exit', this.#endGroup);
  }

  sayHello(): Hello {
    const { text, fault } = this.#answerTo(this.#post(`${HELLO_REQUEST}\n`, 1, false));
    if (fault !== null) {
      throw new UsageError(
        `the tracker ${JSON.stringify(this.#command)} did not answer hello: ${fault.got}${fault.lastLines.map((line) => `\n  ${line}`).join('')}`,
      );
    }
    const json = parseJsonLine(text);
    if (isRefusal(json))
      throw new UsageError(`the tracker ${JSON.stringify(this.#command)} answered hello with no line of JSON: ${json.refused}`);
    const { value } = json;
    if (typeof value === 'object' && value !== null && 'error' in value) return assumedHello(this.#command);
    const hello = parseHello(typeof value === 'object' && value !== null && 'hello' in value ? value.hello : undefined);
    if (isRefusal(hello)) throw new UsageError(`the tracker ${JSON.stringify(this.#command)} answered hello wrongly: ${hello.refused}`);
    return hello;
  }

  begin(): void {
    this.#session++;
  }

  restart(): void {
    this.#mustRestart = true;
  }

  submit(ops: readonly TrackerOp[]): () => Answers {
    let text = '';
    for (const op of ops) text += `${formatOp(op)}\n`;
    const task = this.#post(text, ops.length, this.#mustRestart);
    this.#mustRestart = false;
    return () => {
      const { text: lines, count, fault } = this.#answerTo(task);
      return { replies: count === 0 ? [] : lines.split('\n'), fault };
    };
  }

  close(): void {
    this.#port.postMessage(null);
    this.#kill();
    process.off('exit', this.#endGroup);
  }

  /** Posts a task to the thread, which starts the program anew by itself after a fault. The number of the task. */
  #post(text: string, count: number, restart: boolean): number {
    this.#port.postMessage({ session: this.#session, restart, text, count, silenceMs: this.#silenceMs } satisfies ThreadTask);
    return this.#tasks++;
  }

  /** Waits for the answer to a task; what was answered before is passed over. */
  #answerTo(task: number): ThreadAnswer {
    let waitedMs = 0;
    for (let answered = 0; (answered = Atomics.load(this.#answered, 0)) <= task;) {
      if (Atomics.wait(this.#answered, 0, answered, THREAD_MS) !== 'timed-out') continue;
      waitedMs += THREAD_MS;
      // The thread itself sees a program that is silent; one that goes on writing may take as long as it likes.
      if (waitedMs > this.#silenceMs + THREAD_MS * 30)
        throw new InfrastructureError('the thread that talks to the tracker does not answer');
    }
    for (;;) {
      const { message } = receiveMessageOnPort(this.#port) as { readonly message: ThreadAnswer };
      this.#pid = message.fault === null ? message.pid : null;
      if (this.#read++ === task) return message;
    }
  }

  #kill(): void {
    if (this.#pid === null) return;
    try {
      process.kill(-this.#pid, 'SIGKILL');
    } catch {
      // It is gone.
    }
    this.#pid = null;
  }
}
