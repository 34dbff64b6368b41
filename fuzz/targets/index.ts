import { boundedIndex } from './bounded-index.ts';
import { frameDecode } from './frame-decode.ts';
import { frameRoundtrip } from './frame-roundtrip.ts';
import { observerStream } from './observer-stream.ts';
import { scenarioFile } from './scenario-file.ts';
import type { FuzzTarget } from './target.ts';
import { traceFile } from './trace-file.ts';
import { trackerOps } from './tracker-ops.ts';
import { world } from './world.ts';

/** Every target, in the order in which `npm run fuzz` takes them. */
export const TARGETS: readonly FuzzTarget[] = [
  frameDecode,
  frameRoundtrip,
  boundedIndex,
  trackerOps,
  observerStream,
  world,
  traceFile,
  scenarioFile,
];
