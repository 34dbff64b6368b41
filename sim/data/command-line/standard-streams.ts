import { fstatSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { outputOf, type Output } from './output.ts';

/** Codes of errors that say that nobody reads any more: a pipe or a socket whose other end is closed, a stream that was ended. */
const READER_GONE = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];

/** Whether a write failed because its reader closed the other end, as `| head` does. */
export function isReaderGone(error: Error): boolean {
  return 'code' in error && READER_GONE.includes(String(error.code));
}

/** Standard output and standard error of this process, as a program writes to them. */
export interface StandardStreams {
  readonly out: Output;
  readonly err: Output;
  /** Resolves once everything that was written has been taken, or is lost, or a reader has kept it waiting for two seconds. */
  readonly flush: () => Promise<void>;
}

const FLUSH_MS = 2000;

/**
 * The standard streams. A failed write never ends the process and never decides its exit code: what is written to a stream
 * after it failed is dropped. Where standard output fails for another reason than a reader that left, such as a full disk,
 * one sentence on standard error says so; it begins with `name`. Call it once.
 */
export function openStandardStreams(name: string): StandardStreams {
  const err = outputOn(process.stderr, 2, () => {});
  const out = outputOn(process.stdout, 1, ({ message }) =>
    err.write(`${name}: standard output cannot be written to, and what is missing there is lost: ${message}\n`),
  );
  const taken = (stream: Writable): Promise<void> => new Promise((resolve) => stream.write('', () => resolve()));
  const flush = async (): Promise<void> => {
    const late = new Promise<void>((resolve) => setTimeout(resolve, FLUSH_MS).unref());
    await Promise.race([Promise.all([process.stdout, process.stderr].map(taken)), late]);
  };
  return { out, err, flush };
}

/** Standard output as a stream, for what needs backpressure. */
export function standardOutput(): Writable {
  if (!isFile(process.stdout, 1)) return process.stdout;
  return new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      try {
        writeFully(1, chunk);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

function outputOn(stream: NodeJS.WriteStream, fd: number, onFault: (error: Error) => void): Output {
  let isLost = false;
  let hasFault = false;
  const lose = (error: NodeJS.ErrnoException): void => {
    if (isLost) return;
    isLost = true;
    // A terminal that was closed answers EIO.
    hasFault = !isReaderGone(error) && !(stream.isTTY && error.code === 'EIO');
    if (hasFault) onFault(error);
  };
  stream.on('error', lose);
  const write = isFile(stream, fd) ? (text: string) => writeFully(fd, Buffer.from(text)) : (text: string) => stream.write(text);
  const safely = (text: string): void => {
    if (isLost) return;
    try {
      write(text);
    } catch (error) {
      lose(error as NodeJS.ErrnoException);
    }
  };
  const { isTTY, columns } = stream;
  return { ...outputOf({ write: safely, isTTY, columns }), hasFault: () => hasFault };
}

/**
 * Writes all bytes to a file. Node's own stream for files takes a short write for a whole one: on a disk that fills up, the rest
 * of a long text is lost and no error comes. Throws what the system objects to. O(bytes).
 */
function writeFully(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

/**
 * Whether a descriptor is written to as a file is: a regular one, or a device that is no terminal. Pipes, sockets and
 * terminals are left to Node, which waits for a slow reader. False where it cannot be looked at.
 */
function isFile({ isTTY }: NodeJS.WriteStream, fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFile() || (stat.isCharacterDevice() && !isTTY);
  } catch {
    return false;
  }
}
