import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const IMPORT = /^(?:import|export)\s[^;]*?from '(\.[^']+\.ts)'/gm;
const TYPES_ONLY = /^(?:import|export) type\s/;

/** The text of a file and of all that it imports, by their paths. */
function graphOf(file: string, graph = new Map<string, string>()): Map<string, string> {
  if (graph.has(file)) return graph;
  const text = readFileSync(file, 'utf8');
  graph.set(file, text);
  for (const [whole, from] of text.matchAll(IMPORT)) if (!TYPES_ONLY.test(whole)) graphOf(join(dirname(file), from), graph);
  return graph;
}

describe('the targets', () => {
  const graph = graphOf(join(ROOT, 'fuzz/targets/index.ts'));

  it('stand with their whole import graph', () => {
    const names = [...graph.keys()].map((path) => path.slice(ROOT.length + 1));
    for (const name of ['src/tracker/tracker.ts', 'sim/run/run.ts', 'sim/world/scenario-file/schema.ts', 'fuzz/targets/world.ts'])
      expect(names).toContain(name);
  });

  it('can be compiled to CommonJS: nothing they import names its own address or waits while it is loaded', () => {
    const faults = [...graph].filter(
      ([, text]) => /\bimport\.meta\b/.test(text) || /^(?:await\b|(?:export )?(?:const|let) [^;]*= await\b)/m.test(text),
    );
    expect(faults.map(([path]) => path.slice(ROOT.length + 1))).toEqual([]);
  });
});
