import { OBSERVER_OPTION_LIST } from '../../sim/data/ops/observer-options.ts';

/** Keys that an observer operation takes. */
export const OBSERVER_KEYS: readonly string[] = ['listeners', ...OBSERVER_OPTION_LIST.map(({ name }) => name)];
