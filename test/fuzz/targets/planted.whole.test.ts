import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crc32c, decodeFrame, encodeFrame } from '../../../src/index.ts';
import { frameChecksums, PidIndex } from '../../../src/internal.ts';
import { copyPidIndex } from '../../../src/tracker/pid-index.ts';
import { isRefusal } from '../../../sim/data/ops/refusal.ts';
import { parseScenario } from '../../../sim/world/scenario-file/read-scenario.ts';
import { parseTrace } from '../../../sim/data/trace/parse-trace.ts';
import { boundedIndexTarget } from '../../../fuzz/targets/bounded-index.ts';
import { frameDecodeTarget } from '../../../fuzz/targets/frame-decode.ts';
import { frameRoundtripTarget } from '../../../fuzz/targets/frame-roundtrip.ts';
import { observerStreamTarget } from '../../../fuzz/targets/observer-stream.ts';
import { scenarioFileTarget } from '../../../fuzz/targets/scenario-file.ts';
import type { FuzzTarget } from '../../../fuzz/targets/target.ts';
import { traceFileTarget } from '../../../fuzz/targets/trace-file.ts';
import { trackerOpsTarget } from '../../../fuzz/targets/tracker-ops.ts';
import { worldTarget } from '../../../fuzz/targets/world.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { drainingWith, recordingWith, surfacing } from '../../sim/oracle/faulty-production.ts';
import { BEYOND_CORPORA, foundByCorpora, isTame } from '../zoo/found-by-corpora.ts';
import { firstFinding } from './first-finding.ts';

const COMPILED = join(import.meta.dirname, '../../../dist');

const FRAMES = { decodeFrame, encodeFrame, crc32c, frameChecksums };

class ShortSighted extends PidIndex {
  override get(pid: number): number {
    const slot = super.get(pid);
    const { pids } = this.cells;
    // Blind for the last cell, which only a path round the end comes to.
    return slot >= 0 && pids[pids.length - 1] === pid && pids.length > 64 ? -1 : slot;
  }
}

class Careful extends PidIndex {
  override remove(pid: number): number {
    this.peek(pid);
    return super.remove(pid);
  }
}

/** A planted bug, with the finding that must come of it. */
type Plant = readonly [name: string, target: FuzzTarget, signature: RegExp];

const PLANTS: readonly Plant[] = [
  [
    'a decoder that takes pids 0 and 1',
    frameDecodeTarget({
      ...FRAMES,
      decodeFrame: (bytes) => (decodeFrame(bytes) === 'bad-pid' ? decodeFrame(withPid2(bytes)) : decodeFrame(bytes)),
    }),
    /^model\/reply\/decode$/,
  ],
  [
    'a checksum that forgets the bytes behind the last whole word',
    frameDecodeTarget({ ...FRAMES, crc32c: (bytes) => crc32c(bytes, bytes.length & ~3) }),
    /^frame-decode\/checksum$/,
  ],
  [
    'an encoder that cuts the payload to 31 bits',
    frameRoundtripTarget({ ...FRAMES, encodeFrame: (frame, out) => encodeFrame({ ...frame, payload: frame.payload & 0x7fff_ffff }, out) }),
    /^model\/reply\/encode$|-payload$/,
  ],
  [
    'an encoder that rounds a pid',
    frameRoundtripTarget({ ...FRAMES, encodeFrame: (frame, out) => encodeFrame({ ...frame, pid: Math.floor(frame.pid) }, out) }),
    /^misuse\/refused\//,
  ],
  [
    'an encoder that does not say what it got',
    frameRoundtripTarget({ ...FRAMES, encodeFrame: (frame, out) => inOtherWords(() => encodeFrame(frame, out)) }),
    /^misuse\/refused\//,
  ],
  ['an index that overlooks its last cell', boundedIndexTarget(ShortSighted, copyPidIndex), /^bounded-index\//],
  [
    'a tracker that takes one nonce too many for a wrap',
    trackerOpsTarget(
      recordingWith(({ beat, record }) => record(beat.nonce === 1_048_576n ? { beat: { ...beat, nonce: beat.nonce - 1n } } : {})),
    ),
    /\/record$/,
  ],
  [
    'a tracker that drains nothing at exactly the threshold',
    trackerOpsTarget(
      drainingWith(({ nowNs, thresholdNs, visit, drain }) => drain(nowNs === thresholdNs ? nowNs - 1n : nowNs, thresholdNs, visit)),
    ),
    /\/drain$/,
  ],
  [
    'an observer that swallows every auth failure',
    observerStreamTarget(surfacing((event) => (event?.kind === 'auth-failure' ? null : event))),
    /\/poll$/,
  ],
  [
    'an observer that swallows every stall, in a whole world',
    worldTarget(surfacing((event) => (event?.kind === 'stall' ? null : event))),
    /\/poll$/,
  ],
  [
    'a trace reader that drops the last operation',
    traceFileTarget((bytes, name) => {
      const trace = parseTrace(bytes, name);
      return isRefusal(trace) || trace.steps.length < 2 ? trace : { ...trace, steps: trace.steps.slice(0, -1) };
    }),
    /^trace-file\//,
  ],
  [
    'a trace reader that counts lines from 0',
    traceFileTarget((bytes, name) => {
      const trace = parseTrace(bytes, name);
      return isRefusal(trace) ? { refused: trace.refused.replace(/line (\d+)/, (_, line: string) => `line ${Number(line) - 1}`) } : trace;
    }),
    /^trace-file\//,
  ],
  [
    'a scenario reader that takes a last comma',
    scenarioFileTarget((text, file) => parseScenario(text.replaceAll(',}', '}'), file)),
    /^scenario-file\/lax-json$/,
  ],
  [
    'a scenario reader that forgets where a text went wrong',
    scenarioFileTarget((text, file) => {
      const scenario = parseScenario(text, file);
      return isRefusal(scenario) ? { refused: scenario.refused.replace(/ line \d+ column \d+/, '') } : scenario;
    }),
    /^scenario-file\//,
  ],
];

/** What is otherwise than the real thing and just as right. */
const NEAR_MISSES: readonly (readonly [name: string, target: FuzzTarget])[] = [
  ['a decoder that copies the bytes first', frameDecodeTarget({ ...FRAMES, decodeFrame: (bytes) => decodeFrame(bytes.slice()) })],
  [
    'an encoder that is shown a copy of each frame',
    frameRoundtripTarget({ ...FRAMES, encodeFrame: (frame, out) => encodeFrame({ ...frame }, out) }),
  ],
  ['an index that looks before it removes', boundedIndexTarget(Careful, copyPidIndex)],
  ['a tracker that is shown a copy of each beat', trackerOpsTarget(recordingWith(({ beat, record }) => record({ beat: { ...beat } })))],
  ['an observer that hands out a copy of each event', observerStreamTarget(surfacing((event) => (event === null ? null : { ...event })))],
  ['a world with such an observer', worldTarget(surfacing((event) => (event === null ? null : { ...event })))],
  ['a trace reader that is given a copy', traceFileTarget((bytes, name) => parseTrace(bytes.slice(), name))],
  ['a scenario reader that hands out a copy', scenarioFileTarget((text, file) => ({ ...parseScenario(text, file) }))],
];

function withPid2(bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  changed[4] = 2;
  new DataView(changed.buffer).setUint32(28, crc32c(changed, 28), true);
  return changed;
}

function inOtherWords<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error) error.message = 'Cannot do that.';
    throw error;
  }
}

describe('a target’s corpus', () => {
  it.each(PLANTS)('finds %s', (_name, target, signature) => {
    expect(firstFinding(target)).toMatch(signature);
  });

  it.each(NEAR_MISSES)('finds nothing in %s', (_name, target) => {
    expect(firstFinding(target, 8)).toBeNull();
  });
});

describe('foundByCorpora()', () => {
  // Every twentieth bug: all of them take a minute, with `npm run fuzz:zoo`.
  const sample = MUTANTS.filter(isTame).filter(({ name }, at) => at % 20 === 0 && !BEYOND_CORPORA.includes(name));

  it.each(sample.map((mutant) => [mutant.name, mutant] as const))('finds the planted bug %s by replay alone', async (_name, mutant) => {
    expect(await foundByCorpora(mutant, COMPILED)).not.toBeNull();
  });
});
