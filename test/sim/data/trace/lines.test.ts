import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINE_BYTES_MAX, LineSplitter, type Line } from '../../../../sim/data/trace/lines.ts';

/** All lines of `bytes`, handed over in pieces that end at `cuts`. */
function split(bytes: Uint8Array, cuts: readonly number[] = []): Line[] {
  const splitter = new LineSplitter();
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  const lines: Line[] = [];
  let from = 0;
  for (const end of ends) {
    lines.push(...splitter.push(bytes.subarray(from, end)));
    from = end;
  }
  return [...lines, ...splitter.end()];
}

const TOO_LONG = { refused: 'the line is longer than 1048576 bytes' };
const NOT_UTF8 = { refused: 'the line is not valid UTF-8' };
const longest = 'x'.repeat(LINE_BYTES_MAX);

describe('LineSplitter', () => {
  it('cuts at each newline, however the bytes arrive', () => {
    const text = fc.array(fc.constantFrom('a', 'é', '🫀', '\n', '\r', ' ')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat()), (whole, cuts) => {
        const lines = whole.split('\n');
        if (lines.at(-1) === '') lines.pop();
        expect(split(Buffer.from(whole), cuts)).toEqual(lines);
      }),
    );
  });

  it('answers a line or a sentence for any bytes, the same however they arrive', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.array(fc.nat()), (bytes, cuts) => {
        expect(split(bytes, cuts)).toEqual(split(bytes));
      }),
    );
  });

  it('refuses a line that is not UTF-8, and that line alone', () => {
    expect(split(Uint8Array.of(0x61, 0x0a, 0xc3, 0x0a, 0x62, 0x0a))).toEqual(['a', NOT_UTF8, 'b']);
    expect(split(Uint8Array.of(0x61, 0x0a, 0xff))).toEqual(['a', NOT_UTF8]);
  });

  it('takes a line of 1 MiB and refuses one with a byte more', () => {
    expect(split(Buffer.from(`${longest}\na`))).toEqual([longest, 'a']);
    expect(split(Buffer.from(`a\n${longest}x\nb\n`))).toEqual(['a', TOO_LONG, 'b']);
    expect(split(Buffer.from(longest))).toEqual([longest]);
    expect(split(Buffer.from(`${longest}x`))).toEqual([TOO_LONG]);
  });

  it('counts bytes, not characters', () => {
    expect(split(Buffer.from(`${'é'.repeat(LINE_BYTES_MAX / 2)}\na\n`))).toEqual(['é'.repeat(LINE_BYTES_MAX / 2), 'a']);
    expect(split(Buffer.from(`${'é'.repeat(LINE_BYTES_MAX / 2)}x\na\n`))).toEqual([TOO_LONG, 'a']);
  });

  it('refuses a line that is too long once, as soon as it is, and goes on after its newline', () => {
    const splitter = new LineSplitter();
    const half = Buffer.from(longest.slice(LINE_BYTES_MAX / 2));
    expect([...splitter.push(half)]).toEqual([]);
    expect([...splitter.push(half)]).toEqual([]);
    expect([...splitter.push(half)]).toEqual([TOO_LONG]);
    expect([...splitter.push(half)]).toEqual([]);
    expect([...splitter.push(Buffer.from('x\nb\nc'))]).toEqual(['b']);
    expect([...splitter.end()]).toEqual(['c']);
  });

  it('takes a long line byte by byte', () => {
    const splitter = new LineSplitter();
    const byte = Buffer.from('x');
    for (let sent = 0; sent < 10_000; sent++) expect([...splitter.push(byte)]).toEqual([]);
    expect([...splitter.push(Buffer.from('\n'))]).toEqual(['x'.repeat(10_000)]);
  });
});
