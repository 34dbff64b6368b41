import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { callNode } from '../../../support/call-program.ts';
import { accessibilityFaults, expectToFit, launchChromium, openFile } from '../../../support/browser.ts';
import { hostilePage, largePage } from './pages.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const folder = scratchFolder(afterAll);
const ROOT = join(import.meta.dirname, '../../../..');
const PROGRAM = join(ROOT, 'dist/sim/cli/main.js');
/** In the page: the heights of the cells of the first row. */
const HEIGHTS = "[...document.querySelectorAll('#cells tbody tr:first-child i')].map((cell) => cell.style.getPropertyValue('--h'))";
let browser: Browser;

beforeAll(async () => {
  const { code } = await callNode(['dist/sim/view/build/main.js'], { cwd: ROOT });
  expect(code).toBe(0);
  browser = await launchChromium();
}, 30_000);
afterAll(async () => browser.close());

function saved(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('the page of a campaign, in Chromium', () => {
  it('is written by run, tells its cells, and leads to its findings by mouse and keyboard', async () => {
    const at = (name: string): string => join(folder, name);
    const args = [
      '--scenario',
      'tiny-tables',
      '--scenario',
      'hash-collision',
      '--seeds',
      '2',
      '--no-shrink',
      '--no-rerun',
      '--steps',
      '1500',
    ];
    const files = ['--tracker', './docs/examples/published-tracker.mjs', '--html', at('a.html'), '--history', at('h.ndjson')];
    {
      const { code } = await callNode([PROGRAM, 'run', ...args, ...files, '--findings', at('findings'), '--junit', at('j.xml')], {
        cwd: ROOT,
      });
      expect(code).toBe(10);
    }
    expect(readFileSync(at('j.xml'), 'utf8')).toContain(`<property name="report" value="${at('a.html')}"/>`);
    expect(readFileSync(at('h.ndjson'), 'utf8').split('\n')).toHaveLength(2);
    const { page, faults } = await openFile(browser, at('a.html'));
    expect(await page.locator('h1').innerText()).toContain('safety (10)');
    const told = page.locator('#told');
    // The first finding is told at once.
    await expect.poll(() => told.innerText()).toMatch(/finding[\s\S]*npm run sim -- --scenario [\w-]+ --seed \w+ --steps 1500 --tracker/);
    await page.locator('#cells td').nth(3).click();
    await expect.poll(() => told.innerText()).toContain('hash-collision · seed ');
    await page.keyboard.press('Home');
    await expect.poll(() => told.innerText()).toContain('hash-collision · seed 1');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => told.innerText()).toContain('tiny-tables · seed 1');
    await page.keyboard.press('Control+Home');
    await page.getByLabel('steps', { exact: true }).check();
    const heights = (): Promise<string[]> => page.evaluate<string[]>(HEIGHTS);
    // The longest run of a row fills its cell, and no other is as long.
    expect((await heights()).map(Number).toSorted((a, b) => b - a)[0]).toBe(1);
    expect(new Set(await heights()).size).toBe(2);
    await page.getByLabel('verdict', { exact: true }).check();
    expect(await heights()).toEqual(['', '']);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await told.getByRole('button', { name: 'copy' }).click();
    await expect.poll(() => told.locator('.copy').innerText()).toBe('copied');
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toContain('npm run sim -- --scenario tiny-tables --seed 1 ');
    expect(await page.locator('article.card').count()).toBeGreaterThan(0);
    await page.locator('article.card a', { hasText: 'Open its run' }).first().click();
    await expect.poll(() => page.title()).toContain('varta-sim');
    await page.goBack();
    expect(await page.locator('#history').count()).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it.each([
    ['light', 1200],
    ['dark', 400],
  ] as const)('is accessible and fits, crowded, %s at %i pixels', async (colorScheme, width) => {
    const { page, faults } = await openFile(browser, saved('large.html', largePage()), { colorScheme, viewport: { width, height: 900 } });
    expect(await page.locator('#cells td').count()).toBe(4 * 120);
    expect(await page.locator('svg.plot').count()).toBe(5);
    await expectToFit(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('obeys no text that stands in a result', async () => {
    const { page, faults } = await openFile(browser, saved('hostile.html', hostilePage()));
    await page.locator('#cells td').first().click();
    expect(await page.evaluate('globalThis.obeyed')).toBeUndefined();
    expect(await page.locator('img, iframe, form, b').count()).toBe(0);
    expect(await page.locator('a:not([href^="#"])').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
