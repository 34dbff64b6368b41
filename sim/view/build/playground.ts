import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readInput } from '../../data/read-input.ts';
import { htmlPage } from '../../data/page/frame.ts';
import { bundle } from './bundle.ts';

// `npm run playground`: writes dist/playground/index.html, one page that needs nothing else.

const folder = fileURLToPath(new URL('../../..', import.meta.url));
const root = join(folder, '..');
const TRACE_BYTES_MAX = 1_000_000;
const TRACES = ['d1-index-never-wedges.ndjson', 'd3-refused-beat-pins-no-namespace.ndjson'];

const STYLE = `.bench{display:grid;grid-template-columns:minmax(15rem,19rem) minmax(0,1fr);gap:1.5rem;align-items:start}
.row{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center}.stage h2,.settings h2,.tour h2{margin-top:.4rem}
.primary{background:var(--accent);color:var(--bg);border-color:var(--accent);font-weight:600}button:disabled{opacity:.55;cursor:default}
.field{margin:.6rem 0;display:grid;gap:.2rem}.field label{font-size:.88rem;color:var(--dim)}.field button{justify-self:start}.field output{color:var(--ink);font-variant-numeric:tabular-nums}
input,select{font:inherit;color:inherit;accent-color:var(--accent);max-width:100%}select,input:not([type]){background:var(--bg);border:1px solid var(--line);border-radius:6px;padding:.3rem .5rem;width:100%}
fieldset{border:1px solid var(--line);border-radius:6px;margin:.7rem 0;padding:.3rem .7rem .5rem;display:grid;gap:.15rem}legend{font-size:.88rem;color:var(--dim)}
.tour{border-left:4px solid var(--accent)}.speed{display:flex;align-items:center;gap:.4rem;font-size:.9rem}.speed output{min-width:3rem;font-variant-numeric:tabular-nums}
.verdict-line{margin:.8rem 0}.pair{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.2rem .8rem;margin:.4rem 0;font-family:var(--mono);font-size:.86rem}.pair dt{color:var(--dim)}.pair dd{margin:0}
.age{display:inline-block;width:5rem;height:.55rem;border-radius:2px;background:linear-gradient(to right,var(--accent) var(--age,0),var(--soft) 0);vertical-align:.05rem;border:1px solid var(--line)}
tr.stalled{background:var(--warn-soft)}.next{display:inline-block}
@media (max-width:52rem){.bench{grid-template-columns:minmax(0,1fr)}.stage{order:-1}}`;

const entry = join(folder, 'sim/view/playground-page/entry.js');
const published = join(root, 'docs/examples/published-tracker.mjs');
const traces = Object.fromEntries(
  TRACES.map((name) => [name, readInput(join(root, 'corpus/traces', name), TRACE_BYTES_MAX).toString('utf8')]),
);
writeFileSync(
  entry,
  `import { start } from './page.js';
import { tracker } from ${JSON.stringify(published)};
import { connectModule } from '../../subject/foreign/tracker-module.js';
import { SCENARIOS } from '../../world/scenarios/index.js';
export const show = () => start({
  scenarios: SCENARIOS.map(({ name, claim }) => ({ name, claim })),
  published: connectModule(tracker, 'the published tracker'),
  traces: ${JSON.stringify(traces)},
});
`,
);
const script = await bundle({ folder, entry: 'sim/view/playground-page/entry.js', name: 'vartaPlayground' });
rmSync(entry);
const page = htmlPage({
  title: 'Playground of varta-sim',
  body: '<div id="playground"><main><h1>Playground</h1><p class="lead">The page begins once its script has run.</p></main></div>',
  style: STYLE,
  script: `${script}\nvartaPlayground.show();`,
  makesCode: true,
});
const out = join(folder, 'playground');
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'index.html'), page);
process.stdout.write(`dist/playground/index.html: ${Math.round(page.length / 1024)} KB, opens from disk\n`);
