import { fileURLToPath } from 'node:url';
import type { Build } from '../../../fuzz/engine/build.ts';

/** The planted targets, compiled as the real ones are, and instrumented as production code is. */
export const PLANTED_BUILD: Build = {
  name: 'planted',
  root: fileURLToPath(new URL('../../../../dist/', import.meta.url)),
  folder: fileURLToPath(new URL('../../../../dist/planted/', import.meta.url)),
  targets: 'test/fuzz/planted/targets.js',
  features: 'fuzz/feature.js',
  shim: 'fuzz/jsfuzz/shim.js',
  seededRandom: 'fuzz/jsfuzz/seeded-random.js',
  instrumented: ['test/fuzz/planted/'],
  alsoInstrumented: {},
  production: 'sim/subject/production.js',
  plain: new URL('../../../../dist/test/fuzz/planted/targets.js', import.meta.url).href,
};
