import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame } from '../../../src/index.ts';
import { ByteReader, ByteWriter } from '../../../fuzz/format/bytes.ts';
import { readDatagram, writeDatagram, readFrameInput, writeFrameInput } from '../../../fuzz/format/frame-format.ts';
import { PID_CODES, pidOfCode, readPid, writePid } from '../../../fuzz/format/pid-code.ts';
import { TokenText } from '../../../fuzz/format/token-text.ts';
import { TRACE_TEXT } from '../../../fuzz/format/trace-tokens.ts';
import { SCENARIO_TEXT } from '../../../fuzz/format/scenario-tokens.ts';
import { modelMix } from '../../../sim/oracle/model/index.ts';
import { arbitraryFrame } from '../../../sim/library/fast-check/arbitrary-op.ts';
import { readIndexInput } from './index-ops.ts';

const anyBytes = fc.uint8Array({ maxLength: 100, size: 'max' });

describe('ByteReader', () => {
  it('reads what ByteWriter wrote, and zeros behind it for ever', () => {
    const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(fc.nat(255), fc.nat(65_535), fc.nat(0xffff_ffff), u64, anyBytes, (a, b, c, d, bytes) => {
        const writer = new ByteWriter();
        writer.u8(a);
        writer.u16(b);
        writer.u32(c);
        writer.u64(d);
        writer.bytes(bytes);
        const reader = new ByteReader(writer.take());
        expect([reader.u8(), reader.u16(), reader.u32(), reader.u64()]).toEqual([a, b, c, d]);
        expect([...reader.bytes(bytes.length + 2)]).toEqual([...bytes, 0, 0]);
        expect([reader.u8(), reader.u64(), reader.isAtEnd, reader.at, reader.rest().length]).toEqual([0, 0n, true, writer.length, 0]);
      }),
    );
  });
});

describe('writeDatagram()', () => {
  it('says any bytes exactly', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect([...readDatagram(writeDatagram(bytes))]).toEqual([...bytes]);
      }),
    );
  });
});

describe('readDatagram()', () => {
  it('makes a frame of nearly any bytes when it puts everything right', () => {
    const bytes = Uint8Array.of(15, ...new Uint8Array(24).fill(2));
    expect(decodeFrame(readDatagram(bytes))).toMatchObject({ status: 'critical', pid: 0x0202_0202, payload: 0 });
  });

  it('puts right no more than it is told', () => {
    const refusals = [0, 1, 3, 11].map((repair) => decodeFrame(readDatagram(Uint8Array.of(repair, 0, 0, 0, 9))));
    expect(refusals).toEqual(['bad-length', 'bad-magic', 'bad-crc', 'bad-status']);
  });
});

describe('writeFrameInput()', () => {
  it('says any frame exactly', () => {
    fc.assert(
      fc.property(arbitraryFrame, (frame) => {
        expect(readFrameInput(writeFrameInput(frame)).frame).toEqual(frame);
      }),
    );
  });
});

describe('writePid()', () => {
  it('says any pid exactly, those of the codes in one byte', () => {
    const pid = fc.oneof(
      fc.nat(0xffff_ffff),
      fc.nat(70_000),
      fc.nat(PID_CODES - 1).map((code) => pidOfCode(code, 256)),
    );
    fc.assert(
      fc.property(pid, (value) => {
        const writer = new ByteWriter();
        writePid(writer, value, 256);
        expect(readPid(new ByteReader(writer.take()), 256)).toBe(value);
      }),
    );
    const writer = new ByteWriter();
    for (let code = 0; code < PID_CODES; code++) writePid(writer, pidOfCode(code, 256), 256);
    expect(writer.length).toBe(PID_CODES);
  });
});

describe('pidOfCode()', () => {
  it.each([2, 4, 128, 8192])('has 128 pids that share the last of %i cells as their home', (cells) => {
    const pids = Array.from({ length: 128 }, (_, number) => pidOfCode(64 + number, cells));
    expect(new Set(pids).size).toBe(128);
    expect(new Set(pids.map((pid) => modelMix(pid) % cells))).toEqual(new Set([cells - 1]));
  });
});

describe('IndexReader', () => {
  it('reads single operations and bursts of them', () => {
    const { capacity, ops } = readIndexInput(Uint8Array.of(3, 0x02, 9, 0x60, 9, 0x90, 9, 0xb0, 0xc0, 0xd1, 10, 1, 0xf0, 10, 0));
    expect(capacity).toBe(3);
    expect(ops).toEqual([
      { kind: 'insert', pid: 9, slot: 2 },
      { kind: 'remove', pid: 9 },
      { kind: 'get', pid: 9 },
      { kind: 'take' },
      { kind: 'copy' },
      { kind: 'insert', pid: 10, slot: 1 },
      { kind: 'insert', pid: 11, slot: 2 },
      { kind: 'remove', pid: 10 },
    ]);
  });

  it('ends after 4,096 operations, also within a burst', () => {
    // 32 bursts of 127 are 4,064, and the next one is cut.
    const bursts = Array.from({ length: 34 }, () => [0xd0, 0, 126]).flat();
    expect(readIndexInput(Uint8Array.of(3, ...bursts)).ops).toHaveLength(4096);
  });
});

describe('TokenText', () => {
  const text = new TokenText(['ab', 'abc', '\u00e9']);

  it('says any bytes exactly', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect([...text.read(text.write(bytes))]).toEqual([...bytes]);
      }),
    );
  });

  it('reads ASCII as it stands, and writes the longest token that fits', () => {
    expect(Buffer.from(text.read(Buffer.from('xyz'))).toString()).toBe('xyz');
    expect([...text.write(Buffer.from('xabcaby\u00e9'))]).toEqual([0x78, 0x81, 0x80, 0x79, 0x82]);
    expect([...text.write(Uint8Array.of(0xff))]).toEqual([0xff, 0xff]);
  });

  it('ends after some 64 KiB of text', () => {
    expect(TRACE_TEXT.read(new Uint8Array(1_000_000).fill(0x80)).length).toBeLessThan(66_000);
  });

  it('takes 1 to 127 tokens, and each format has its own', () => {
    expect(() => new TokenText([])).toThrow('Cannot make a TokenText: there must be 1 to 127 tokens, got 0');
    expect(() => new TokenText(new Array<string>(128).fill('a'))).toThrow(RangeError);
    for (const { dictionary } of [TRACE_TEXT, SCENARIO_TEXT]) expect(new Set(dictionary.map(String)).size).toBe(dictionary.length);
  });
});

describe('a datagram in a frame’s format', () => {
  it('is the same frame by both ways', () => {
    const frame = encodeFrame({ status: 'ok', pid: 7, timestamp: 1n, nonce: 1n, payload: 0 });
    expect(decodeFrame(readDatagram(writeDatagram(frame)))).toEqual(
      readFrameInput(writeFrameInput({ status: 'ok', pid: 7, timestamp: 1n, nonce: 1n, payload: 0 })).frame,
    );
  });
});
