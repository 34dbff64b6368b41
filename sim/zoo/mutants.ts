import { ADAPTER_MUTANTS } from './adapter-mutants.ts';
import { CALLER_MUTANTS } from './caller-mutants.ts';
import { CODEC_MUTANTS } from './codec-mutants.ts';
import { CONSTANT_MUTANTS } from './constant-mutants.ts';
import { DISTURBANCE_MUTANTS } from './disturbance-mutants.ts';
import { EVICTION_MUTANTS } from './eviction-mutants.ts';
import { GENERATOR_MUTANTS } from './generator-mutants.ts';
import { HOST_MUTANTS } from './host-mutants.ts';
import { INDEX_MUTANTS } from './index-mutants.ts';
import { COMMON_MODE_MUTANTS } from './common-mode-mutants.ts';
import type { Mutant } from './mutant.ts';
import { NEIGHBOUR_MUTANTS } from './neighbour-mutants.ts';
import { OBSERVER_MUTANTS } from './observer-mutants.ts';
import { SIZE_MUTANTS } from './size-mutants.ts';
import { TOLD_MUTANTS } from './told-mutants.ts';
import { TRACKER_MUTANTS } from './tracker-mutants.ts';
import { WORK_MUTANTS } from './work-mutants.ts';

/** Planted bugs of the production code, by the part of it that they are in. */
export const MUTANTS_BY_GROUP: Readonly<
  Record<
    | 'tracker'
    | 'eviction'
    | 'index'
    | 'observer'
    | 'codec'
    | 'constants'
    | 'adapters'
    | 'callers'
    | 'disturbances'
    | 'neighbours'
    | 'sizes'
    | 'told'
    | 'work',
    readonly Mutant[]
  >
> = {
  tracker: TRACKER_MUTANTS,
  eviction: EVICTION_MUTANTS,
  index: INDEX_MUTANTS,
  observer: [...OBSERVER_MUTANTS, ...HOST_MUTANTS],
  codec: CODEC_MUTANTS,
  constants: CONSTANT_MUTANTS,
  adapters: ADAPTER_MUTANTS,
  callers: CALLER_MUTANTS,
  disturbances: DISTURBANCE_MUTANTS,
  neighbours: NEIGHBOUR_MUTANTS,
  sizes: SIZE_MUTANTS,
  told: TOLD_MUTANTS,
  work: WORK_MUTANTS,
};

/** All planted bugs of the production code. */
export const MUTANTS: readonly Mutant[] = Object.values(MUTANTS_BY_GROUP).flat();

/** What can be planted, by group: bugs of the production code, bugs that the model shares, and broken generators. */
export const ZOO: Readonly<Record<string, readonly Mutant[]>> = {
  ...MUTANTS_BY_GROUP,
  'common-mode': COMMON_MODE_MUTANTS,
  generators: GENERATOR_MUTANTS,
};
