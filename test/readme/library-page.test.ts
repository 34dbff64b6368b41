import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The source of what each entry of the package exports. */
const ENTRIES: Readonly<Record<string, string>> = {
  'varta-sim': 'src/index.ts',
  'varta-sim/node': 'src/node/index.ts',
  'varta-sim/sim': 'sim/library/index.ts',
  'varta-sim/vitest': 'sim/library/vitest/index.ts',
  'varta-sim/fast-check': 'sim/library/fast-check/index.ts',
  'varta-sim/fuzz': 'fuzz/vitest/index.ts',
};
const BLOCKS = ['docs/library.md', 'docs/trackers.md'].flatMap((page) =>
  [...textOf(page).matchAll(/^```[jt]s\n([^]*?)^```/gm)].map(([, code]) => [page, code] as const),
);
const IMPORTS = BLOCKS.flatMap(([page, code]) =>
  [...code.matchAll(/import (?:type )?\{([^}]*)\} from '(varta-sim[^']*)'/g)].flatMap(([, names, entry]) =>
    names.split(',').flatMap((each) => {
      const name = each
        .trim()
        .replace(/^type /, '')
        .split(' as ')[0];
      return name === '' ? [] : [[page, name, entry] as const];
    }),
  ),
);

// That the blocks run as they stand is seen by test/package, in a project that has the package installed.
it('the pages import something', () => expect(IMPORTS.length).toBeGreaterThan(2));

it.each(IMPORTS)('%s: %s is exported by %s', (_, name, entry) => {
  const exported = textOf(ENTRIES[entry]).match(/^export (?:async )?(?:\{[^}]*\}|(?:type|interface|function|class|const) \w+)/gm) ?? [];
  expect(exported.join(' ').match(/\w+/g)).toContain(name);
});
