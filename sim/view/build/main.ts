import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, bundlePage } from './bundle.ts';

// Writes the scripts that pages carry, beside what was compiled.

const folder = fileURLToPath(new URL('../../..', import.meta.url));
const bundles = join(folder, 'sim/view/bundles');
mkdirSync(bundles, { recursive: true });
writeFileSync(join(bundles, 'engine.js'), await bundle({ folder, entry: 'sim/view/engine/index.js', name: 'vartaSim' }));
writeFileSync(join(bundles, 'worker.js'), await bundle({ folder, entry: 'sim/view/engine/worker.js', name: 'vartaWorker' }));
const sources = join(folder, '..');
writeFileSync(join(bundles, 'page.js'), await bundlePage(sources));
copyFileSync(join(sources, 'sim/view/page/page.css'), join(bundles, 'page.css'));
