import type { Readable, Writable } from 'node:stream';
import { LineSplitter, type Line } from '../../data/trace/line-splitter.ts';
import { Protocol } from './protocol.ts';
import { ReplyWriter } from './reply-writer.ts';

/**
 * Speaks the tracker protocol, see {@link Protocol}, until the input ends or nobody reads the output any more; both are
 * lawful ends. Reads no faster than its replies are taken. Leaves `output` open.
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
