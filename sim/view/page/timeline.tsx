import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { LANE_BIT } from '../engine/lanes.ts';
import { panned, zoomed, type Viewport } from '../picture/axis.ts';
import { heightOf, labelWidth, paintTimeline } from '../picture/paint-timeline.ts';
import { CanvasSurface, palette } from './canvas-surface.ts';
import { axisOf, lanesOf, type Action, type PageState, type ShownRun } from './state.ts';
import { Button } from './parts.tsx';

const WHEEL = 1.0015;
const DRAG_LEAST = 4;
const MINIMAP_HEIGHT = 34;

interface TimelineProps {
  readonly state: PageState;
  readonly run: ShownRun;
  readonly finding: number | null;
  readonly act: (action: Action) => void;
}

/** The width that an element has, as long as it is there. */
function useWidth(): readonly [ref: { current: HTMLDivElement | null }, width: number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (ref.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

/** Counts up whenever colours may have changed. */
function useTheme(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const changed = (): void => setCount((before) => before + 1);
    const media = matchMedia('(prefers-color-scheme: dark)');
    media.addEventListener('change', changed);
    addEventListener('themechange', changed);
    return () => {
      media.removeEventListener('change', changed);
      removeEventListener('themechange', changed);
    };
  }, []);
  return count;
}

/** The time line: every step in lanes, with a minimap below. */
export function Timeline({ state, run, finding, act }: TimelineProps) {
  const { viewport, mode, step, marks } = state;
  const axis = useMemo(() => axisOf(run, mode), [run, mode]);
  const [box, width] = useWidth();
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<HTMLCanvasElement>(null);
  const left = labelWidth(width);
  const columns = Math.max(1, width - left - 8);
  const picture = { axis, viewport, lanes: lanesOf(state, run), marks, step, findingStep: finding, curve: run.insight?.curve ?? [] };

  useEffect(() => {
    if (canvas.current === null || width === 0) return;
    paintTimeline(new CanvasSurface(canvas.current, width, heightOf(picture)), picture, width, palette());
    if (map.current !== null) paintMinimap(new CanvasSurface(map.current, width, MINIMAP_HEIGHT), picture, width);
  }, [picture.lanes, viewport, mode, step, marks, width, theme]);

  const placeAt = (x: number, on: Viewport): number => on.from + ((x - left) / columns) * (on.to - on.from);
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const across = event.shiftKey ? event.deltaY : event.deltaX;
    if (Math.abs(across) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      act({ do: 'view', viewport: panned(axis, viewport, (across / columns) * (viewport.to - viewport.from)) });
    } else act({ do: 'view', viewport: zoomed(axis, viewport, WHEEL ** event.deltaY, placeAt(event.offsetX, viewport)) });
  };
  useEffect(() => {
    const element = canvas.current;
    // A listener that is given in JSX may not stop the page from scrolling.
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  });

  const drag = (event: PointerEvent): void => {
    const element = event.currentTarget as HTMLCanvasElement;
    const start = { x: event.clientX, viewport };
    let isMoved = false;
    element.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent): void => {
      if (!isMoved && Math.abs(moved.clientX - start.x) < DRAG_LEAST) return;
      isMoved = true;
      const by = ((start.x - moved.clientX) / columns) * (start.viewport.to - start.viewport.from);
      act({ do: 'view', viewport: panned(axis, start.viewport, by) });
    };
    const end = (ended: PointerEvent): void => {
      element.removeEventListener('pointermove', move);
      if (!isMoved) act({ do: 'go', step: axis.nearest(placeAt(ended.offsetX, viewport)) });
    };
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', end, { once: true });
  };
  const dragMap = (event: PointerEvent): void => {
    const element = event.currentTarget as HTMLCanvasElement;
    element.setPointerCapture(event.pointerId);
    const move = (moved: { readonly offsetX: number }): void => {
      const length = viewport.to - viewport.from;
      act({
        do: 'view',
        viewport: panned(
          axis,
          { from: placeAt(moved.offsetX, axis.whole) - length / 2, to: placeAt(moved.offsetX, axis.whole) + length / 2 },
          0,
        ),
      });
    };
    move(event);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', () => element.removeEventListener('pointermove', move), { once: true });
  };

  const zoom = (factor: number): void => act({ do: 'view', viewport: zoomed(axis, viewport, factor, axis.placeOf(step)) });
  return (
    <section class="card" aria-labelledby="timeline-title">
      <div class="card-head">
        <h2 id="timeline-title">Time line</h2>
        <div class="segments" role="group" aria-label="what the time line counts">
          <Button aria-pressed={mode === 'steps'} onClick={() => act({ do: 'mode', mode: 'steps' })} text="Steps" />
          <Button aria-pressed={mode === 'time'} onClick={() => act({ do: 'mode', mode: 'time' })} text="Virtual time" />
        </div>
        <div class="segments" role="group" aria-label="zoom">
          <Button aria-label="zoom in" onClick={() => zoom(0.6)} text="+" />
          <Button aria-label="zoom out" onClick={() => zoom(1 / 0.6)} text="−" />
          <Button onClick={() => act({ do: 'view', viewport: axis.whole })} text="All" />
        </div>
        <span class="muted">
          {axis.labelOf(viewport.from)} – {axis.labelOf(viewport.to)}
        </span>
      </div>
      <div ref={box} class="timeline">
        <canvas
          ref={canvas}
          id="timeline"
          role="img"
          aria-label={`Time line from ${axis.labelOf(viewport.from)} to ${axis.labelOf(viewport.to)}; lanes: ${picture.lanes.shown.map(({ label }) => label).join(', ')}. The keys of the page move along it; ? lists them.`}
          onPointerDown={drag}
        />
        <canvas ref={map} id="minimap" role="img" aria-label="All of the run, with the stretch that is seen" onPointerDown={dragMap} />
      </div>
    </section>
  );
}

function paintMinimap(surface: CanvasSurface, { axis, viewport, lanes, step }: Parameters<typeof paintTimeline>[1], width: number): void {
  const colours = palette();
  const left = labelWidth(width);
  const columns = Math.max(1, Math.floor(width - left - 8));
  const { from, to } = axis.whole;
  const xOf = (place: number): number => left + ((place - from) / (to - from)) * columns;
  surface.rect(0, 0, width, MINIMAP_HEIGHT, colours.paper);
  surface.text(left - 8, 20, 'all of the run', colours.muted, 'right');
  surface.rect(left, 4, columns, MINIMAP_HEIGHT - 8, colours.line);
  const rare = LANE_BIT.evicted | LANE_BIT.stalled | LANE_BIT.dropped | LANE_BIT.world | LANE_BIT.clock;
  for (let x = 0; x < columns; x++) {
    const start = axis.stepAt(from + (x / columns) * (to - from));
    const end = axis.stepAt(from + ((x + 1) / columns) * (to - from));
    const bits = lanes.bits.over(start, end);
    if ((bits & rare) !== 0) surface.rect(left + x, 12, 1, 10, colours.mark);
    if ((bits & LANE_BIT.violation) !== 0) surface.rect(left + x - 1, 4, 3, MINIMAP_HEIGHT - 8, colours.bad);
  }
  const [start, end] = [xOf(viewport.from), xOf(viewport.to)];
  for (const [x, y, wide, high] of [
    [start, 3, Math.max(2, end - start), 2],
    [start, MINIMAP_HEIGHT - 5, Math.max(2, end - start), 2],
    [start, 3, 2, MINIMAP_HEIGHT - 6],
    [end - 2, 3, 2, MINIMAP_HEIGHT - 6],
  ] as const)
    surface.rect(x, y, wide, high, colours.accent);
  surface.rect(xOf(axis.placeOf(step)), 4, 1, MINIMAP_HEIGHT - 8, colours.accent);
}
