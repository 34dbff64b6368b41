import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';

// Writes the scripts that pages carry, beside what was compiled.

const folder = fileURLToPath(new URL('../../..', import.meta.url));
const bundles = join(folder, 'sim/view/bundles');
mkdirSync(bundles, { recursive: true });
writeFileSync(join(bundles, 'engine.js'), await bundle({ folder, entry: 'sim/view/engine/index.js', name: 'vartaSim' }));
