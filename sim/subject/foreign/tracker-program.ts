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

/** Requests that are written before their replies are read, at most: what is in flight. */
const WINDOW = 4096;

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
    const { lines, fault } = this.#exchange(`${HELLO_REQUEST}\n`, 1, false);
    if (fault !== null) {
      throw new UsageError(
        `the tracker ${JSON.stringify(this.#command)} did not answer hello: ${fault.got}${fault.lastLines.map((line) => `\n  ${line}`).join('')}`,
      );
    }
    const json = parseJsonLine(lines[0]);
    if (isRefusal(json))
      throw new UsageError(`the tracker ${JSON.stringify(this.#command)} answered hello with no line of JSON: ${json.refused}`);
    const { value } = json;
    if (typeof value === 'object' && value !== null && 'error' in value) return assumedHello(this.#command);
    const hello = parseHello(typeof value === 'object' && value !== null && 'hello' in value ? value.hello : undefined);
    if (isRefusal(hello)) throw new UsageError(`the tracker ${JSON.stringify(this.#command)} answered hello wrongly: ${hello.refused}`);
    return hello;
  }

  restart(): void {
    this.#mustRestart = true;
  }

  ask(ops: readonly TrackerOp[]): Answers {
    const replies: string[] = [];
    for (let from = 0; from < ops.length; from += WINDOW) {
      const batch = ops.slice(from, from + WINDOW);
      let text = '';
      for (const op of batch) text += `${formatOp(op)}\n`;
      const { lines, fault } = this.#exchange(text, batch.length, this.#mustRestart);
      this.#mustRestart = fault !== null;
      for (const line of lines) replies.push(line);
      if (fault !== null) return { replies, fault };
    }
    return { replies, fault: null };
  }

  close(): void {
    this.#port.postMessage(null);
    this.#kill();
    process.off('exit', this.#endGroup);
  }

  #exchange(text: string, count: number, restart: boolean): ThreadAnswer {
    const before = Atomics.load(this.#answered, 0);
    this.#port.postMessage({ restart, text, count, silenceMs: this.#silenceMs } satisfies ThreadTask);
    let waitedMs = 0;
    while (Atomics.load(this.#answered, 0) === before) {
      if (Atomics.wait(this.#answered, 0, before, THREAD_MS) !== 'timed-out') continue;
      waitedMs += THREAD_MS;
      // The thread itself sees a program that is silent; one that goes on writing may take as long as it likes.
      if (waitedMs > this.#silenceMs + THREAD_MS * 30)
        throw new InfrastructureError('the thread that talks to the tracker does not answer');
    }
    const { message } = receiveMessageOnPort(this.#port) as { readonly message: ThreadAnswer };
    this.#pid = message.fault === null ? message.pid : null;
    return message;
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
