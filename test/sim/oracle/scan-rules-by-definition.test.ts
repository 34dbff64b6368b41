import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepFacts } from '../../../sim/oracle/facts.ts';
import { modelHash } from '../../../sim/oracle/model/index.ts';
import { SCAN_RULES } from '../../../sim/oracle/scan-rules.ts';

const EMPTY = -1;
const TOMBSTONE = -2;

/**
 * What a rule says of cells: −1 for empty, −2 for a tombstone, otherwise a pid. The home `wrong` knows of one cell more than it needs, the
 * cell `miscounting` of one path more.
 */
function said(rule: string, cells: readonly number[], wrong = -1, miscounting = -1): string | null {
  const view = {
    cells: cells.length,
    cellSlot: (cell: number) => Math.min(cells[cell], 0),
    cellPid: (cell: number) => cells[cell],
    cellReach: (home: number) => reachOf(cells, home) + Number(home === wrong),
    cellPasses: (cell: number) => passesOf(cells, cell) + Number(cell === miscounting),
  };
  const facts = { view, cells: cells.length, settings: { op: 'new' } } as unknown as StepFacts;
  return SCAN_RULES.find(({ name }) => name === rule)?.check(facts) ?? null;
}

function distanceOf(cells: readonly number[], cell: number): number {
  return (cell - modelHash(cells[cell], null) + 2 ** 32) % cells.length;
}

/** Cells from a home to the farthest of its pids, both counted, by asking each pid. */
function reachOf(cells: readonly number[], home: number): number {
  return Math.max(
    0,
    ...cells.map((pid, cell) => {
      const distance = pid >= 0 ? distanceOf(cells, cell) : -1;
      return (cell - distance + cells.length) % cells.length === home ? distance + 1 : 0;
    }),
  );
}

/** How many pids ahead of a cell have it on their path, by asking each. */
function passesOf(cells: readonly number[], cell: number): number {
  return cells.filter((pid, other) => {
    const ahead = (other - cell + cells.length) % cells.length;
    return pid >= 0 && ahead >= 1 && distanceOf(cells, other) >= ahead;
  }).length;
}

/** The first cell whose pid has an empty cell before it on its path, with the nearest of these, by walking back. */
function cutOff(cells: readonly number[]): readonly [cell: number, empty: number] | null {
  for (let cell = 0; cell < cells.length; cell++) {
    for (let back = 1; cells[cell] >= 0 && back <= distanceOf(cells, cell); back++) {
      const at = (cell - back + cells.length) % cells.length;
      if (cells[at] === EMPTY) return [cell, at];
    }
  }
  return null;
}

/** The first tombstone that no pid ahead of it passes, by asking each. */
function unneeded(cells: readonly number[]): number | null {
  const at = cells.findIndex((content, cell) => content === TOMBSTONE && passesOf(cells, cell) === 0);
  return at === -1 ? null : at;
}

// Up to 64 cells, so that no pid can lie beyond the probe budget.
const tables = fc
  .constantFrom(2, 4, 8, 16, 64)
  .chain((length) =>
    fc.array(fc.oneof(fc.constant(EMPTY), fc.constant(TOMBSTONE), fc.nat(300), fc.nat(300)), { minLength: length, maxLength: length }),
  );

describe('SCAN_RULES', () => {
  it('index-within-budget finds what a walk back from every pid finds', () => {
    fc.assert(
      fc.property(tables, (cells) => {
        const found = /in cell (\d+), .* empty cell (\d+)/.exec(said('index-within-budget', cells) ?? '');
        const cut = cutOff(cells);
        expect(found === null ? null : [Number(found[1]), Number(found[2])]).toEqual(cut);
        const home = cells.length - 1;
        if (cut === null) expect(said('index-within-budget', cells, home)).toMatch(new RegExp(`^look-ups from cell ${home} read `));
        if (cut === null)
          expect(said('index-within-budget', cells, -1, home)).toMatch(
            new RegExp(`^cell ${home} counts \\d+ paths? beyond it, in place of \\d+$`),
          );
      }),
      { numRuns: 500 },
    );
  });

  it('tombstones-needed finds what asking every pid about every tombstone finds', () => {
    fc.assert(
      fc.property(tables, (cells) => {
        const found = /tombstone in cell (\d+)/.exec(said('tombstones-needed', cells) ?? '');
        expect(found === null ? null : Number(found[1])).toBe(unneeded(cells));
      }),
      { numRuns: 500 },
    );
  });
});
