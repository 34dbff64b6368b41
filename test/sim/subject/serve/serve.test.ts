import { PassThrough, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../../sim/subject/serve/serve.ts';

const NEW = '{"op":"new","capacity":1,"policy":"strict","window":1}';
const LEN = '{"op":"len"}';
const OK = '{"ok":true}';
const NONE = '{"value":0}';

/** Everything that a session answers to these chunks of input. */
async function answers(...chunks: (string | Uint8Array)[]): Promise<string> {
  const output = new PassThrough();
  const all = text(output);
  await serve(Readable.from(chunks, { objectMode: false }), output);
  output.end();
  return all;
}

describe('serve()', () => {
  it('answers each line with a line, in order, and ends with its input', async () => {
    expect(await answers(`${NEW}\n${LEN}\n`)).toBe(`${OK}\n${NONE}\n`);
    expect(await answers()).toBe('');
  });

  it('answers a last line without a newline', async () => {
    expect(await answers(`${NEW}\n${LEN}`)).toBe(`${OK}\n${NONE}\n`);
  });

  it('answers the same however the input is cut', async () => {
    const input = Buffer.from(`${NEW}\r\n\r\n{"op":"é🫀"}\n${LEN}\n`);
    const whole = await answers(input);
    expect(whole).toContain('unknown operation \\"é🫀\\"');
    expect(await answers(...Array.from(input, (byte) => Uint8Array.of(byte)))).toBe(whole);
  });

  it('answers while the input is still open', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    const done = serve(input, output);
    for (const [line, reply] of [
      [NEW, OK],
      [LEN, NONE],
    ] as const) {
      input.write(`${line}\n`);
      const [answer] = await new Promise<[Buffer]>((resolve) => output.once('data', (data: Buffer) => resolve([data])));
      expect(answer.toString()).toBe(`${reply}\n`);
    }
    input.end();
    await done;
  });

  it('goes on after a line that is too long, and after one that is not UTF-8', async () => {
    const long = 'x'.repeat(1_100_000);
    expect(await answers(`${NEW}\n${long}`, `${long}\n${LEN}\n`, Uint8Array.of(0xff, 0x0a), `${LEN}\n`)).toBe(
      `${OK}\n{"error":"the line is longer than 1048576 bytes"}\n${NONE}\n{"error":"the line is not valid UTF-8"}\n${NONE}\n`,
    );
  });

  it('reads no faster than its replies are taken', async () => {
    let pulled = 0;
    const input = Readable.from(
      (function* () {
        for (; pulled < 10_000; pulled++) yield `${LEN}\n`.repeat(100);
      })(),
      { objectMode: false, highWaterMark: 1 },
    );
    const held: (() => void)[] = [];
    const output = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => void held.push(done) });
    const done = serve(input, output);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(pulled).toBeLessThan(10);
    output.destroy();
    await done;
  });

  it('ends quietly when its reader goes away', async () => {
    const endless = (): Readable =>
      Readable.from(
        (function* () {
          for (;;) yield `${LEN}\n`;
        })(),
        { objectMode: false },
      );
    const input = endless();
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })) });
    await expect(serve(input, broken)).resolves.toBe(undefined);
    expect(input.destroyed).toBe(true);

    const held = new Writable({ write: () => {} });
    setTimeout(() => held.destroy(), 5);
    await expect(serve(endless(), held)).resolves.toBe(undefined);

    const closed = new PassThrough();
    closed.destroy();
    await expect(serve(endless(), closed)).resolves.toBe(undefined);
  });

  it('rejects when a stream fails in another way', async () => {
    const full = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('disk full'), { code: 'ENOSPC' })) });
    await expect(serve(Readable.from([`${LEN}\n`]), full)).rejects.toThrow('disk full');
    const failing = new Readable({ read: () => void failing.destroy(new Error('no more')) });
    await expect(serve(failing, new PassThrough())).rejects.toThrow('no more');
  });
});
