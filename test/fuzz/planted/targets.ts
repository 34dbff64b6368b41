import type { FuzzTarget } from '../../../fuzz/targets/target.ts';
import { indexWrap } from './index-wrap.ts';
import { markedState } from './marked-state.ts';
import { nestedBytes } from './nested-bytes.ts';
import { rareState } from './rare-state.ts';
import { sixDeep } from './six-deep.ts';
import { waitAtSlowStart } from './slow-start.ts';
import { unmarkedState } from './unmarked-state.ts';
import { UNRULY } from './unruly.ts';

waitAtSlowStart();

/** Bugs that a fuzzer has to find. */
export const PLANTED: readonly FuzzTarget[] = [nestedBytes, indexWrap, rareState, markedState, unmarkedState, sixDeep];

/** All that can be fuzzed here. */
export const TARGETS: readonly FuzzTarget[] = [...PLANTED, ...UNRULY];
