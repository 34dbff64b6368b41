import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import { parseTrace } from '../../../../sim/data/trace/parse-trace.ts';
import { readTrace } from '../../../../sim/data/trace/read-trace.ts';
import { formatTrace } from '../../../../sim/data/trace/write-trace.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const folder = scratchFolder(afterAll);

const LINE = '{"op":"len"}\n';
const HEADER_BYTES = 10;

/** Null, but once in four. */
function rarely<T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, of);
}

/** Members, whole or cut, with a byte changed behind the first header, and something behind them. */
const files = fc
  .record({
    members: fc.array(fc.record({ lines: fc.integer({ min: 0, max: 3 }), level: fc.integer({ min: 0, max: 9 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
    change: rarely(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }))),
    cut: rarely(fc.nat()),
    behind: fc.oneof(
      { weight: 2, arbitrary: fc.constant('') },
      fc.constantFrom('\0', '\0\0\0', '\0\0', 'x', '\0x', '\0\u001f\u008b', '\u001f', '\u001f\u008b\b'),
    ),
  })
  .map(({ members, change, cut, behind }) => {
    const bytes = Buffer.concat([
      ...members.map(({ lines, level }) => gzipSync(LINE.repeat(lines), { level })),
      Buffer.from(behind, 'latin1'),
    ]);
    if (change !== null) bytes[HEADER_BYTES + (change[0] % (bytes.length - HEADER_BYTES))] ^= change[1];
    return cut === null ? bytes : bytes.subarray(0, Math.max(2, bytes.length - 1 - (cut % bytes.length)));
  });

/** What gzip(1) unpacks; null for what it complains about. */
function byGzip(path: string): Buffer | null {
  const { status, stdout } = spawnSync('gzip', ['-dc', path], { stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000 });
  return status === 0 ? stdout : null;
}

describe('readTrace()', () => {
  it('unpacks what gzip(1) unpacks without a complaint, to the same bytes, and refuses all else', async () => {
    const path = join(folder, 'a.ndjson.gz');
    let taken = 0;
    for (const bytes of fc.sample(files, { numRuns: 120, seed: 7 })) {
      writeFileSync(path, bytes);
      const plain = byGzip(path);
      const trace = await readTrace(path);
      const expected = plain === null ? null : parseTrace(plain, path);
      if (expected === null)
        expect([bytes.toString('hex'), trace]).toEqual([bytes.toString('hex'), { refused: expect.stringMatching(/gzip/) }]);
      else
        expect(isRefusal(trace) ? trace : formatTrace(trace.header, trace.steps)).toEqual(
          isRefusal(expected) ? expected : formatTrace(expected.header, expected.steps),
        );
      if (expected !== null) taken++;
    }
    expect(taken).toBeGreaterThan(30);
    expect(taken).toBeLessThan(90);
  });
});
