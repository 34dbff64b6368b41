import { availableParallelism, loadavg } from 'node:os';
import type { Trace } from '../../../sim/data/trace/parse-trace.ts';
import { EMPTY_TRACE_HEADER } from '../../../sim/data/trace/trace-header.ts';
import { recordScenario } from '../../../sim/world/record-scenario.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import type { PageOpener } from './browser.ts';

/** What a page costs, as it was seen: what else the machine does makes it slower. */
export interface Figures {
  readonly pageMb: number;
  /** How many programs wanted a core, for each that there is; at least 1. */
  readonly share: number;
  /** From the beginning of the navigation until something of the run is painted, as the browser tells. */
  readonly firstMs: number;
  /** Until any step can be gone to. */
  readonly readyMs: number;
  /** The slowest of some steps far apart, from the key to the whole step. */
  readonly stepMs: number;
  readonly framesPerSecond: number;
  /** Of the process that shows the page, its worker included. */
  readonly memoryMb: number;
  readonly faults: readonly string[];
}

const SCENARIO = 'rolling-churn';
const WHOLE_NS = 4 * 3600e9;
const STEPS_TRIED = 12;
const DRAGS = 60;
const TRIES = 3;

/** A run of so many operations. */
export function longTrace(operations: number): Trace {
  const scenario = SCENARIOS.find(({ name }) => name === SCENARIO);
  if (scenario === undefined) throw new Error(`there is no scenario ${SCENARIO}`);
  const { steps, result } = recordScenario(scenario, '1', { knobs: { forNs: WHOLE_NS }, stepsMax: operations });
  return {
    header: { ...EMPTY_TRACE_HEADER, name: `${operations} operations`, scenario: SCENARIO, seed: '1', digest: result.digest },
    steps,
  };
}

/** Opens a page and uses it. */
export async function figuresOf(opener: PageOpener, html: string): Promise<Figures> {
  const share = Math.max(1, loadavg()[0] / availableParallelism());
  const start = performance.now();
  const { page, faults } = await opener.open(html, { waits: false });
  const firstMs = await page.evaluate<number>(FIRST_PAINT);
  await page.locator('#step-title').waitFor({ timeout: 110_000 });
  const readyMs = performance.now() - start;
  const last = Number(/0–(\d+)/.exec((await page.locator('.card-step').textContent()) ?? '')?.[1] ?? 0);
  // What else this machine does makes a try slower, never faster: of three, each from far away, the fastest counts.
  const fastest = new Map<number, number>();
  for (let at = 0; at < TRIES * STEPS_TRIED; at++) {
    const step = Math.floor((last * ((at * 7) % STEPS_TRIED)) / STEPS_TRIED);
    const ms = await page.evaluate<number>(`(${GO})(${step})`);
    fastest.set(step, Math.min(ms, fastest.get(step) ?? ms));
  }
  const stepMs = Math.max(...fastest.values());
  let framesPerSecond = 0;
  for (let at = 0; at < TRIES; at++) framesPerSecond = Math.max(framesPerSecond, await page.evaluate<number>(`(${DRAG})(${DRAGS})`));
  const memoryMb = await opener.memoryMb();
  const whole = (ms: number): number => Math.round(ms);
  return {
    pageMb: html.length / 1e6,
    share,
    firstMs: whole(firstMs),
    readyMs: whole(readyMs),
    stepMs: whole(stepMs),
    framesPerSecond: whole(framesPerSecond),
    memoryMb,
    faults,
  };
}

/** In the page: when something was painted first. */
const FIRST_PAINT = `new Promise((resolve) => {
  const seen = (list) => list.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => resolve(startTime));
  new PerformanceObserver(seen).observe({ type: 'paint', buffered: true });
})`;

/** In the page: goes to a step, and answers how long that took until its operation was there. */
const GO = `async (step) => {
  const start = performance.now();
  const input = document.querySelector('#go-to');
  input.value = String(step);
  input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  await new Promise((resolve) => {
    const look = () => (document.querySelector('.card-step').dataset.step === String(step) ? resolve() : requestAnimationFrame(look));
    look();
  });
  return performance.now() - start;
}`;

/** In the page: drags the time line, and answers how many frames a second were drawn meanwhile. */
const DRAG = `async (frames) => {
  for (let press = 0; press < 6; press++) dispatchEvent(new KeyboardEvent('keydown', { key: '+' }));
  const canvas = document.querySelector('#timeline');
  const box = canvas.getBoundingClientRect();
  const send = (type, x) => canvas.dispatchEvent(new PointerEvent(type, { pointerId: 1, clientX: x, clientY: box.top + 40, bubbles: true }));
  canvas.setPointerCapture = () => {};
  send('pointerdown', box.left + 700);
  const start = performance.now();
  for (let frame = 0; frame < frames; frame++) {
    send('pointermove', box.left + 700 - 4 * frame);
    await new Promise(requestAnimationFrame);
  }
  const seconds = (performance.now() - start) / 1000;
  send('pointerup', box.left + 400);
  return frames / seconds;
}`;
