import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, expectToFit, launchChromium, openFile } from '../../../support/browser.ts';
import { callNode } from '../../../support/call-program.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const PAGE = join(ROOT, 'dist/playground/index.html');
const folder = scratchFolder(afterAll);
let browser: Browser;

beforeAll(async () => {
  const { code, err } = await callNode(['dist/sim/view/build/playground.js'], { cwd: ROOT });
  expect([code, err]).toEqual([0, '']);
  browser = await launchChromium();
}, 30_000);
afterAll(async () => browser.close());

describe('the playground, in Chromium', () => {
  it('leads through three findings', async () => {
    const { page, faults } = await openFile(browser, PAGE);
    for (const title of ['An index that wedges', 'A refused beat that pins a namespace']) {
      expect(await page.locator('.tour h2').innerText()).toContain(title);
      await page.getByRole('button', { name: '100 steps' }).click();
      await expect
        .poll(() => page.locator('.card.bad').innerText())
        .toMatch(/conformance\/[\w-]+ at step \d+[\s\S]*our tracker[\s\S]*0\.2\.0/);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByRole('button', { name: 'Next finding' }).click();
    }
    expect(await page.locator('.tour h2').innerText()).toContain('A flood that cannot evict the living');
    await page.getByRole('button', { name: '▶ Play' }).click();
    await expect.poll(() => page.locator('.figures').innerText(), { timeout: 15_000 }).toMatch(/tracked\s+[1-9]/);
    await page.getByRole('button', { name: '⏸ Pause' }).click();
    expect(await page.locator('.verdict-line').innerText()).toContain('every rule holds so far');
    expect(faults).toEqual([]);
  });

  it('makes a trace of what was done by hand while it played, and Node replays it to the same digest', async () => {
    const { page, faults } = await openFile(browser, PAGE);
    await page.getByRole('button', { name: 'Leave the tour' }).click();
    await page.getByLabel('seed').fill('by-hand');
    await page.getByLabel('seed').press('Enter');
    await page.getByLabel('seconds').fill('300');
    await page.getByLabel('capacity').fill('12');
    await page.getByLabel('speed').fill('0');
    await page.getByRole('button', { name: '▶ Play' }).press('Enter');
    const startMs = Date.now();
    await expect.poll(() => page.locator('tbody tr').count()).toBeGreaterThan(0);
    // At a tenth of its speed; a step is never cut in two.
    const seconds = Number(/virtual time\s+([\d.]+) s/.exec(await page.locator('.figures').innerText())?.[1]);
    expect(seconds).toBeLessThanOrEqual((Date.now() - startMs) / 10_000 + 0.5);
    for (const name of [
      'Kill an agent',
      'Spoof a pid',
      'Flood with new pids',
      'Cut the network',
      'Pause the observer',
      'Clock back 30 s',
    ]) {
      await page.getByRole('button', { name }).click();
    }
    await page.getByRole('button', { name: '⏸ Pause' }).click();
    await page.getByRole('button', { name: '100 steps' }).click();
    expect(await page.locator('ol li').count()).toBe(6);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the trace' }).click()]);
    const path = join(folder, 'playground.ndjson');
    await download.saveAs(path);
    const [header, first] = readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.slice(0, 4000));
    expect(JSON.parse(header)).toMatchObject({
      seed: 'by-hand',
      scenario: 'steady-fleet',
      why: expect.stringMatching(/was killed.*in the name of pid.*new pids.*link was cut.*not scheduled.*went back/) as string,
    });
    expect(first).toContain('"capacity":12');
    const { code, out } = await callNode(['dist/sim/cli/main.js', 'replay', path], { cwd: ROOT });
    expect([code, out]).toEqual([0, expect.stringContaining('digest')]);
    expect(out).not.toContain('differs');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it.each([
    ['light', 1200],
    ['dark', 400],
  ] as const)('fits and is accessible, %s at %i pixels, crowded', async (colorScheme, width) => {
    const { page, faults } = await openFile(browser, PAGE, { colorScheme, viewport: { width, height: 900 } });
    await page.getByRole('button', { name: 'Leave the tour' }).click();
    await page.getByLabel('scenario').selectOption('flood-strict');
    await page.getByLabel('capacity').fill('200');
    for (let at = 0; at < 10; at++) await page.getByRole('button', { name: '100 steps' }).click();
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(10);
    await expectToFit(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('takes no seed that is none, and obeys none', async () => {
    const { page, faults } = await openFile(browser, PAGE);
    await page.getByRole('button', { name: 'Leave the tour' }).click();
    await page.getByLabel('seed').fill('<img/src=x/onerror=globalThis.obeyed=1>');
    await page.getByLabel('seed').press('Tab');
    await page.getByRole('button', { name: '100 steps' }).click();
    expect(await page.evaluate('globalThis.obeyed')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
