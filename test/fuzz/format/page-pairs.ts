import { formatOp } from '../../../sim/data/ops/op-format.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { readFrameInput } from '../../../fuzz/format/frame-format.ts';
import { SCENARIO_TEXT } from '../../../fuzz/format/scenario-tokens.ts';
import type { TokenText } from '../../../fuzz/format/token-text.ts';
import { TRACE_TEXT } from '../../../fuzz/format/trace-tokens.ts';
import { trackerSteps } from '../../../fuzz/format/tracker-format.ts';
import { TARGETS } from '../../../fuzz/targets/index.ts';
import type { FuzzTarget } from '../../../fuzz/targets/target.ts';
import { readIndexInput } from './index-ops.ts';
import { readDatagramPage, readFramePage, readIndexPage, readTextPage } from './page-others.ts';
import { readObserverPage, readTrackerPage } from './page-reader.ts';

function plain(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
}

function lines(steps: Iterable<object>): string {
  return Array.from(steps, (step) => ('op' in step ? formatOp(step as Op) : plain(step))).join('\n');
}

/** The target of this name. */
export function target(name: string): FuzzTarget {
  return TARGETS.find((one) => one.name === name) as FuzzTarget;
}

function ops(name: string, input: Uint8Array): string {
  return lines(target(name).toOps?.(input) ?? []);
}

function texts(text: TokenText): readonly [Reader, Reader] {
  const phrases = text.dictionary.map((code) => text.read(code));
  return [(input) => readTextPage(input, phrases).join(' '), (input) => text.read(input).join(' ')];
}

function index(input: Uint8Array): string {
  const { capacity, ops: steps } = readIndexInput(input);
  return plain([capacity, steps]);
}

type Reader = (input: Uint8Array) => string;

/** By target: what the page makes of an input, and what ours does. The bytes of a world are chance: its page is that of BytesEntropy. */
export const READERS: Readonly<Record<string, readonly [page: Reader, ours: Reader]>> = {
  'tracker-ops': [(input) => lines(readTrackerPage(input)), (input) => lines(trackerSteps(input))],
  'observer-stream': [(input) => lines(readObserverPage(input)), (input) => ops('observer-stream', input)],
  'bounded-index': [(input) => plain(readIndexPage(input)), index],
  'frame-decode': [(input) => lines([readDatagramPage(input)]), (input) => ops('frame-decode', input)],
  'frame-roundtrip': [(input) => plain(readFramePage(input)), (input) => plain(readFrameInput(input))],
  'trace-file': texts(TRACE_TEXT),
  'scenario-file': texts(SCENARIO_TEXT),
};
