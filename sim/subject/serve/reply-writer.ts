import type { Writable } from 'node:stream';

const READER_GONE = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];

/** Writes text to a stream at the speed of its reader, and tells a reader that has gone from a true fault. */
export class ReplyWriter {
  readonly #output: Writable;

  constructor(output: Writable) {
    this.#output = output;
    // A failed write also emits this event, which would end the process if nobody listened; the write itself tells.
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

function isReaderGone(error: Error): boolean {
  return 'code' in error && READER_GONE.includes(String(error.code));
}

function ignore(): void {}
