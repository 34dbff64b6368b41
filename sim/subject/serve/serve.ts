import type { Readable, Writable } from 'node:stream';
import { isReaderGone } from '../../data/command-line/standard-streams.ts';
import { type Line, LineSplitter } from '../../data/trace/lines.ts';
import { Protocol } from './protocol.ts';

/**
 * Answers the tracker protocol, see {@link Protocol}, until the input ends or the reader of the output closes it; both resolve.
 * Applies backpressure: reads no faster than its replies are taken. Leaves `output` open.
 *
 * Rejects when a stream fails otherwise. Memory is bounded by one line and the replies to one chunk of input.
 */
export async function serve(input: Readable, output: Writable, protocol: Protocol = new Protocol()): Promise<void> {
  const splitter = new LineSplitter();
  const writer = new ReplyWriter(output);
  for await (const chunk of input as AsyncIterable<Uint8Array | string>) {
    const replies = answerAll(protocol, splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    if (replies !== '' && !(await writer.write(replies))) return;
  }
  const last = answerAll(protocol, splitter.end());
  if (last !== '') await writer.write(last);
}

function answerAll(protocol: Protocol, lines: Iterable<Line>): string {
  let replies = '';
  for (const line of lines) {
    const reply = protocol.answer(line);
    if (reply !== null) replies += `${reply}\n`;
  }
  return replies;
}

/** Writes text to a stream with backpressure; a closed reader is a result, any other failure a rejection. */
class ReplyWriter {
  readonly #output: Writable;

  constructor(output: Writable) {
    this.#output = output;
    // A failed write also emits `error`, which would end the process if it had no handler; the callback of write() reports it.
    output.on('error', ignore);
  }

  /** Resolves to true once the stream has taken the text, to false when its reader has gone; rejects on other faults. */
  write(text: string): Promise<boolean> {
    const output = this.#output;
    return new Promise((resolve, reject) => {
      const gone = (): void => resolve(false);
      // A stream that is destroyed may never call back.
      output.once('close', gone);
      output.write(text, (error) => {
        output.off('close', gone);
        if (!error) resolve(true);
        else if (isReaderGone(error)) resolve(false);
        else reject(error);
      });
    });
  }
}

function ignore(): void {}
