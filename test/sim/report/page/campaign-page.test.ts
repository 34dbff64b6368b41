import { describe, expect, it } from 'vitest';
import { GOAL_NAMES } from '../../../../sim/oracle/goals.ts';
import { smallPage } from './pages.ts';

const GOALS = String(GOAL_NAMES.length);

const html = smallPage();

/** The texts of the cells of a row that begins so. */
function row(section: string, ...first: readonly string[]): string[] | undefined {
  const start = html.indexOf(`<h2 id="${section}">`);
  const end = html.indexOf('<h2', start + 1);
  const rows = [...html.slice(start, end === -1 ? undefined : end).matchAll(/<tr>.*?<\/tr>/gs)].map(([text]) =>
    [...text.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs)].map(([, cell]) =>
      cell
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    ),
  );
  return rows.find(
    (cells) => first.every((text, at) => cells[at]?.startsWith(text)) && cells.some((text) => text !== first[0] && text !== ''),
  );
}

describe('campaignPage()', () => {
  it('has a cell of the map for each run: found, untested, not known, or nothing', () => {
    const shapes = [...html.matchAll(/<tr><th scope="row" title="[^"]*">([\w-]+)<\/th>(.*?)<\/tr>/g)].map(([, name, cells]) => [
      name,
      [...cells.matchAll(/class="(\w)"/g)].map(([, shape]) => shape).join(''),
    ]);
    expect(shapes).toEqual([
      ['swarm', 'uoooofoo'],
      ['thundering-herd', 'ooooooon'],
    ]);
    const data = JSON.parse(/<script[^>]*application\/json[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? '') as {
      rows: { cells: unknown[] }[];
    }[];
    expect(data[0].rows[0].cells[5]).toEqual({
      verdict: 'found',
      from: '6',
      to: '6',
      runs: 1,
      steps: 185,
      simulated: '5s',
      ms: 3.7,
      page: null,
      note: 'invariant/eviction-lawful/poll, step 0: two words eviction-lawful',
      line: 'npm run sim -- --scenario swarm --seed 6',
      finding: '#finding-invariant-eviction-lawful-poll',
    });
    expect(html).toContain('id="finding-invariant-eviction-lawful-poll"');
  });

  it.each([
    ['map', ['swarm'], ['swarm', '8', '1,276', '28s', '0.0 s', '1']],
    ['map', ['thundering-herd'], ['thundering-herd', '7', '1,274', '21s', '0.0 s', '0']],
    ['goals', ['update-inserted'], ['update-inserted', 'a new pid got a slot', '0', '1', '6.7 %', 'never']],
    ['goals', ['update-restarted'], ['update-restarted', 'a known pid began a new life in its slot', '4', '5', '33 %', '638']],
    ['rules', ['eviction-lawful'], ['eviction-lawful', 'beats', expect.any(String), '1,000', 'never', '0 %', '1']],
    ['rules', ['nonce-advances'], ['nonce-advances', 'beats', expect.any(String), '1,000', '10', '1 %', '']],
    ['throughput', ['swarm'], ['swarm', '1,276', '0.03', '50,000']],
    ['skipped', ['runs', '4'], ['runs', '4', 'they were not finished']],
    ['skipped', ['two words'], ['two words', '2', 'two words']],
    ['skipped', ['runs that tested'], ['runs that tested nothing', '1', 'two words']],
    [
      'history',
      ['invariant/'],
      [expect.stringContaining('first 2026-01-01 00:00, last 2026-01-09'), 'known', '9 of 72', '0', '44', 'in 44 runs'],
    ],
    ['history', ['2026-01-01'], ['2026-01-01 00:00', 'c', 'safety', '1', '0', '0', GOALS, GOALS, '100', '2,550']],
    ['history', ['2026-01-09'], ['2026-01-09 00:00', 'c', 'safety', '0', '1', '0', GOALS, GOALS, '108', '2,530']],
  ])('%s tells %j', (section, first, cells) => {
    expect(row(section, ...first)).toEqual(cells);
  });

  it('has an axis with its unit for each plot', () => {
    const plots = [...html.matchAll(/<svg class="plot".*?<\/svg>/gs)].map(([text]) => text);
    const words = ['signatures', 'goals', 'pairs of a scenario and a goal', 'judged steps a second'];
    expect(words.filter((word) => plots.some((plot) => plot.includes(word)))).toEqual(words);
    expect(plots.filter((plot) => /NaN|undefined|Infinity/.test(plot))).toEqual([]);
    expect(html).toContain('lines that are not whole, passed over: 1');
  });
});
