import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANE_BIT } from '../../../sim/view/engine/lanes.ts';
import type { ColumnData } from '../../../sim/view/engine/step-columns.ts';
import { Axis, panned, risingTimes, showing, zoomed } from '../../../sim/view/picture/axis.ts';
import { heightOf, labelWidth, Lanes, paintTimeline } from '../../../sim/view/picture/paint-timeline.ts';
import { either, larger, Pyramid } from '../../../sim/view/picture/pyramid.ts';
import { SvgSurface, type Palette, type Surface } from '../../../sim/view/picture/surface.ts';

const PALETTE: Palette = { paper: 'paper', ink: 'ink', muted: 'muted', line: 'line', mark: 'mark', accent: 'accent', bad: 'bad' };

describe('Pyramid', () => {
  it('sums a range up as a walk over it does, by bits and by the largest', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { maxLength: 700 }), fc.nat(720), fc.nat(720), (list, from, to) => {
        const part = list.slice(from, Math.max(from, to));
        expect(new Pyramid(Uint32Array.from(list), either).over(from, to)).toBe(part.reduce((a, b) => a | b, 0));
        expect(new Pyramid(Uint16Array.from(list), larger).over(from, to)).toBe(part.reduce((a, b) => Math.max(a, b), 0));
      }),
    );
  });

  it('loses nothing that happened once in a million steps', () => {
    const bits = new Uint32Array(1_000_000);
    bits[765_432] = 4;
    const pyramid = new Pyramid(bits, either);
    expect(pyramid.over(0, 1_000_000)).toBe(4);
    expect(pyramid.over(765_432, 765_433)).toBe(4);
    expect(pyramid.over(0, 765_432) | pyramid.over(765_433, 1_000_000)).toBe(0);
  });
});

describe('Axis', () => {
  const times = Float64Array.from([0, 10, 10, 10, 50, 50, 90]);

  it('finds the step of each place, by steps and by time', () => {
    expect(new Axis('steps', times).stepAt(3.2)).toBe(4);
    const axis = new Axis('time', times);
    expect([axis.stepAt(-1), axis.stepAt(10), axis.stepAt(11), axis.stepAt(91)]).toEqual([0, 1, 4, 7]);
    expect([axis.nearest(29), axis.nearest(31), axis.nearest(500)]).toEqual([3, 4, 6]);
  });

  it('counts the time of a clock that falls as standing', () => {
    expect([...risingTimes(Float64Array.from([5, 3, 9, 1]))]).toEqual([5, 5, 9, 9]);
  });

  it('stays within the run, however it is zoomed and moved, and keeps the place under the pointer', () => {
    const axis = new Axis('steps', new Float64Array(1000));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.double({ min: 0.1, max: 10, noNaN: true }), fc.nat(1000)), { maxLength: 30 }),
        (moves) => {
          let viewport = axis.whole;
          for (const [isZoom, factor, at] of moves)
            viewport = isZoom ? zoomed(axis, viewport, factor, at) : panned(axis, viewport, at - 500);
          expect(viewport.from).toBeGreaterThanOrEqual(0);
          expect(viewport.to).toBeLessThanOrEqual(1000);
          expect(viewport.to - viewport.from).toBeGreaterThanOrEqual(3.99);
        },
      ),
    );
    expect(zoomed(axis, { from: 200, to: 400 }, 0.5, 300)).toEqual({ from: 250, to: 350 });
    expect(showing(axis, { from: 0, to: 100 }, 500)).toEqual({ from: 450, to: 550 });
    expect(showing(axis, { from: 0, to: 100 }, 50)).toEqual({ from: 0, to: 100 });
  });

  it('labels round places, no more than there is room for', () => {
    const ticks = new Axis('time', Float64Array.from([0, 1e9])).ticks({ from: 0, to: 1e9 }, 6);
    expect(ticks.map(({ label }) => label)).toEqual(['0 ns', '200 ms', '400 ms', '600 ms', '800 ms']);
  });
});

interface Rect {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly colour: string;
}

/** Keeps what is drawn. */
class Recorder implements Surface {
  readonly rects: Rect[] = [];
  readonly texts: string[] = [];

  rect(x: number, _y: number, width: number, height: number, colour: string): void {
    this.rects.push({ x, width, height, colour });
  }

  text(_x: number, _y: number, text: string): void {
    this.texts.push(text);
  }

  pointer(): void {}
}

function columnsWith(length: number, happenings: Readonly<Record<number, number>>): ColumnData {
  const bits = new Uint32Array(length);
  for (const [step, bit] of Object.entries(happenings)) bits[Number(step)] = bit;
  const none = new Int32Array(length).fill(-1);
  return {
    bits,
    timesNs: new Float64Array(length),
    slots: none,
    readBy: none,
    waiting: [new Uint16Array(length)],
  };
}

describe('paintTimeline()', () => {
  const columns = columnsWith(100_000, { 70_000: LANE_BIT.violation, 20_000: LANE_BIT.evicted });
  const axis = new Axis('steps', columns.timesNs);
  const picture = { axis, viewport: axis.whole, lanes: new Lanes(columns), marks: [], step: 0, findingStep: null };

  it('has a lane for each thing that happened, and shows one step of a hundred thousand', () => {
    const seen = new Recorder();
    paintTimeline(seen, picture, 1000, PALETTE);
    expect(seen.texts).toEqual(expect.arrayContaining(['pid evicted', 'rule violated', 'listener 0 waits, max 0']));
    const violation = seen.rects.find(({ colour }) => colour === 'bad');
    const left = labelWidth(1000);
    expect(violation?.x).toBeCloseTo(left + (1000 - left - 8) * 0.7, -1);
    expect(seen.rects.filter(({ colour }) => colour === 'mark')).toHaveLength(1);
  });

  it('shows nothing of it where it is not looked at', () => {
    const seen = new Recorder();
    paintTimeline(seen, { ...picture, viewport: { from: 0, to: 10_000 } }, 1000, PALETTE);
    expect(seen.rects.filter(({ colour }) => colour === 'bad' || colour === 'mark')).toEqual([]);
  });

  it('draws chosen steps as lanes of their own', () => {
    const seen = new Recorder();
    const marks = [{ label: 'pid 7', steps: [10, 99_990] }];
    paintTimeline(seen, { ...picture, step: 50_000, marks }, 1000, PALETTE);
    expect(seen.texts).toContain('pid 7');
    expect(seen.rects.filter(({ colour, height }) => colour === 'accent' && height < 20)).toHaveLength(2);
    expect(heightOf({ ...picture, marks }) - heightOf(picture)).toBe(20);
  });

  it('draws the share of tails that fail as a lane, from the point that keeps no more operations', () => {
    const curve = [
      [0, 0.25],
      [60_000, 0.5],
      [90_000, 1],
    ] as const;
    const seen = new Recorder();
    paintTimeline(seen, { ...picture, step: 50_000, curve }, 1000, PALETTE);
    expect(seen.texts).toContain('share of tails that fail');
    const bars = seen.rects.filter(({ colour, height }) => colour === 'bad' && height < 20).slice(1);
    const left = labelWidth(1000);
    const wide = 1000 - left - 8;
    expect(bars.map(({ height }) => height)).toEqual([3, 7, 13]);
    expect(bars.map(({ x }) => Math.round(((x - left) / wide) * 100))).toEqual([0, 60, 90]);
    expect(heightOf({ ...picture, curve }) - heightOf(picture)).toBe(20);
  });

  it('as SVG holds texts and no markup of theirs', () => {
    const surface = new SvgSurface(500, 100);
    paintTimeline(surface, { ...picture, marks: [{ label: '<script>&"', steps: [1] }] }, 1000, PALETTE);
    expect(surface.svg).toMatch(/^<svg .*<\/svg>\n$/);
    expect(surface.svg).not.toContain('<script');
    expect(surface.svg).toContain('&#60;script&#62;&#38;&#34;');
  });
});
