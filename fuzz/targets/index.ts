import { frameDecode } from './frame-decode.ts';
import type { FuzzTarget } from './target.ts';
import { world } from './world.ts';

/** Every target, in the order in which `npm run fuzz` takes them. */
export const TARGETS: readonly FuzzTarget[] = [frameDecode, world];
