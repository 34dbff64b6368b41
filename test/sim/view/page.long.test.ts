import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, onTestFinished } from 'vitest';
import { isRefusal } from '../../../sim/data/ops/refusal.ts';
import { parseTrace, type Trace } from '../../../sim/data/trace/parse-trace.ts';
import type { PageParts } from '../../../sim/view/make-page.ts';
import { accessibilityFaults, expectToFit } from '../../support/browser.ts';
import { PageOpener } from './browser.ts';
import { failingTrace, lastBeatDecides, mutantNamed, pageOf, pageParts } from './pages.ts';
import { figuresOf, longTrace } from './figures.ts';
import { pictureOf, differenceOf } from './screenshots.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

/** Planted bugs, and a scenario that finds each under seed 1. */
const BUGS = [
  ['drain-skips-first-slot', 'observer-direct'],
  ['stall-handed-out-again', 'observer-direct'],
  ['beat-keeps-stall', 'observer-direct'],
  ['refused-beat-refreshes', 'observer-direct'],
  ['namespace-before-nonce', 'tracker-direct'],
  ['origin-unchecked', 'observer-direct'],
  ['equal-nonce-accepted', 'observer-direct'],
  ['taken-counter-stays', 'observer-direct'],
  ['lookup-of-large-pid-throws', 'tracker-direct'],
  ['terminal-nonce-left-behind', 'tracker-direct'],
] as const;

function filed(file: string): Trace {
  const trace = parseTrace(readFileSync(`corpus/traces/${file}`), file);
  if (isRefusal(trace)) throw new Error(trace.refused);
  return trace;
}

async function stepOf(page: Page): Promise<number> {
  return Number((await page.locator('#step-title').textContent())?.replace('Step ', ''));
}

describe('the page of a run, in Chromium', () => {
  let opener: PageOpener;
  let parts: PageParts;
  let failing: { readonly html: string; readonly seed: string; readonly step: number; readonly pid: string };

  beforeAll(async () => {
    opener = await PageOpener.start();
    parts = await pageParts();
    const mutant = mutantNamed('beat-keeps-stall');
    const trace = await failingTrace(mutant, 'observer-direct', lastBeatDecides);
    const pid = /pid (\d+)/.exec(trace.header.finding?.reason ?? '')?.[1] ?? '';
    failing = { html: pageOf(await pageParts(mutant), trace), seed: trace.header.seed, step: trace.header.finding?.step ?? -1, pid };
  }, 120_000);

  afterAll(async () => opener.close());

  test.each(BUGS)(
    'opens at what %s does, and is walked by mouse and keyboard',
    async (bug, scenario) => {
      const mutant = mutantNamed(bug);
      const trace = await failingTrace(mutant, scenario);
      const { finding } = trace.header;
      const { page, faults } = await opener.open(pageOf(await pageParts(mutant), trace));
      expect(await page.locator('#finding-title').textContent()).toContain(`${finding?.judge}/${finding?.rule}`);
      expect(await page.locator('.digest').textContent()).toContain('✓ as recorded');
      expect(await stepOf(page)).toBe(finding?.step);
      await page.keyboard.press('ArrowLeft');
      expect(await stepOf(page)).toBe((finding?.step ?? 0) - 1);
      await page.keyboard.press('g');
      expect(await stepOf(page)).toBe(0);
      await page.keyboard.press('f');
      expect(await stepOf(page)).toBe(finding?.step);
      await page.locator('#timeline').scrollIntoViewIfNeeded();
      const box = await page.locator('#timeline').boundingBox();
      if (box === null) throw new Error('there is no time line');
      await page.mouse.move(box.x + box.width / 2, box.y + 40);
      await page.mouse.wheel(0, -600);
      await page.mouse.click(box.x + box.width / 2, box.y + 40);
      expect(await stepOf(page)).toBeLessThan(finding?.step ?? 0);
      expect(faults).toEqual([]);
    },
    60_000,
  );

  test('shows what broke: the rule, the cell that differs from the model, and why', async () => {
    const { page, faults } = await opener.open(failing.html);
    expect(await page.locator('.rules').first().textContent()).toContain('accepted-clears-stall');
    expect(await page.locator('td.bad').count()).toBeGreaterThan(0);
    await page.locator('td.bad .cell').first().click();
    expect(await page.locator('.why').textContent()).toContain('the last beat of pid');
    await page.locator('.why .link').first().click();
    expect(await stepOf(page)).toBeLessThanOrEqual(failing.step);
    expect(faults).toEqual([]);
  });

  test('branches: without the last beat the finding is gone, and the recorded run is as it was', async () => {
    const { page, faults } = await opener.open(failing.html);
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'What if…' }).click();
    await page.getByRole('button', { name: 'Drop this datagram' }).click();
    await page.locator('#compare-title').waitFor();
    await expect.poll(async () => page.locator('.told').textContent()).toContain('the finding is gone');
    await expect
      .poll(async () => page.locator('section:has(#compare-title)').textContent())
      .toContain(`The first ${failing.step - 1} operations are the same`);
    expect(await page.locator('.digest').textContent()).toContain('✓ as recorded');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a trace' }).last().click();
    const text = readFileSync(await (await saved).path(), 'utf8');
    expect(isRefusal(parseTrace(text, 'branch'))).toBe(false);
    expect(faults).toEqual([]);
  });

  test('runs again with other knobs: these operations, and the scenario that they came from', async () => {
    const { page, faults } = await opener.open(failing.html);
    const form = page.getByRole('form', { name: 'The whole run again' });
    const again = async (set: Readonly<Record<string, string>>): Promise<void> => {
      for (const [name, value] of Object.entries(set)) await form.locator(`[name=${name}]`).fill(value);
      await form.getByRole('button', { name: 'Run it again' }).click();
    };
    const refused = page.locator('.what-if').getByRole('status');
    await page.keyboard.press('b');
    await again({});
    expect(await refused.textContent()).toBe('set at least one knob');
    await again({ capacity: '0' });
    await expect.poll(async () => page.locator('.told').textContent()).toBe('capacity 0: the finding is gone');
    await expect
      .poll(async () => page.locator('section:has(#compare-title)').textContent())
      .toContain('The first 0 operations are the same');
    await page.keyboard.press('b');
    await page.getByLabel('What runs').selectOption('scenario');
    await again({ length: 'long' });
    expect(await refused.textContent()).toMatch(/^the length must be a duration such as/);
    await again({ length: '2502h' });
    expect(await refused.textContent()).toBe('the length must be from 1ns to below 2^53ns, about 104 days, got 2502h');
    await again({ length: '', capacity: '3', window: '2' });
    const label = `observer-direct, seed ${failing.seed}, capacity 3, window 2`;
    await expect.poll(async () => page.locator('.told').textContent()).toMatch(`${label}: `);
    expect(await page.locator('.digest').textContent()).toContain('✓ as recorded');
    const pick = page.locator('.head-tools select').first();
    await pick.selectOption({ label });
    await expect.poll(async () => page.locator('#slots-title').textContent()).toMatch(/of 3 · \w+, window 2/);
    // From thousands of operations back to a few: none is asked for that the shown run does not have.
    await page.keyboard.press('b');
    await again({ capacity: '0', seed: '21' });
    await pick.selectOption({ label: 'observer-direct, seed 21, capacity 0, window 2' });
    await expect.poll(async () => page.locator('#slots-title').textContent()).toMatch(/of 0/);
    await page.keyboard.press('Shift+G');
    await expect.poll(async () => page.locator('#operations-title ~ div').textContent()).toContain(String(await stepOf(page)));
    await pick.selectOption({ index: 0 });
    await expect.poll(async () => page.locator('#operations-title').textContent()).toContain(String(failing.step + 1));
    expect(faults).toEqual([]);
  });

  test('filters by what is asked: lanes, operations and jumps have those steps alone, and the address names it', async () => {
    const { page, faults } = await opener.open(failing.html, { hash: '#only=slot 0' });
    const operations = page.locator('section:has(#operations-title)');
    await expect.poll(async () => operations.locator('h2').textContent()).toContain('only slot 0');
    const lanes = (): Promise<string | null> => page.locator('#timeline').getAttribute('aria-label');
    const filtered = await lanes();
    await expect.poll(() => page.url()).toContain('&only=slot%200');
    const steps = (await operations.locator('tbody button').allTextContents()).map(Number);
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    expect(steps).toContain(await stepOf(page));
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(async () => operations.locator('h2').textContent()).not.toContain('only');
    expect(filtered?.length).toBeLessThan((await lanes())?.length ?? 0);
    await page.locator('#search').fill('refused');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'only the steps that answer refused' }).click();
    await expect.poll(async () => operations.locator('h2').textContent()).toContain('only refused');
    expect(await lanes()).not.toContain('stall handed out');
    await page.getByRole('button', { name: 'only the steps that answer refused' }).click();
    // The lane of the search stays.
    expect(await page.locator('.chip').count()).toBe(1);
    expect(faults).toEqual([]);
  });

  test('searches, draws a lane of what it found, and exports', async () => {
    const { page, faults } = await opener.open(failing.html);
    await page.keyboard.press('/');
    await page.keyboard.type('pid 4');
    await page.keyboard.press('Enter');
    await page.locator('.chip').waitFor();
    for (const [option, name] of [
      ['svg', 'time-line.svg'],
      ['png', 'time-line.png'],
      ['ndjson', 'steps.ndjson'],
      ['chrome', 'trace-events.json'],
    ] as const) {
      const download = page.waitForEvent('download');
      await page.locator('.head-tools select').last().selectOption(option);
      expect((await download).suggestedFilename()).toBe(name);
    }
    expect(faults).toEqual([]);
  });

  test('says loudly that a trace was recorded with other code', async () => {
    const trace = await failingTrace(mutantNamed('beat-keeps-stall'), 'observer-direct');
    const { page } = await opener.open(pageOf(parts, trace));
    const alerts = await page.getByRole('alert').allTextContents();
    expect(alerts.join(' ')).toContain('The digest differs');
    expect(alerts.join(' ')).toContain('it does not come up');
  });

  test.each([
    ['cut off', (html: string) => html.replace(/(id="data">[\w+/]{300})[\w+/=]*/, '$1')],
    ['changed', (html: string) => html.replace(/(id="data">[\w+/]{300})[\w+/]{40}/, `$1${'A'.repeat(40)}`)],
    ['without its worker', (html: string) => html.replace(/(id="worker">)[\w+/=]*/, '$1')],
  ])('a page that is %s says so', async (_how, damage) => {
    const { page } = await opener.open(damage(failing.html), { waits: false });
    await expect.poll(async () => page.getByRole('alert').textContent()).toContain('damaged');
    expect(await page.locator('h1').textContent()).toContain('accepted-clears-stall');
  });

  test('a hostile trace does nothing', async () => {
    const evil = '</script><script>globalThis.hacked=1</script><img src=x onerror="globalThis.hacked=2">\u202e\u0007\u001b[31m"\'`${1}';
    const trace = filed('d1-index-never-wedges.ndjson');
    const header = { ...trace.header, name: evil, why: evil, seed: evil, scenario: evil, commit: evil, digest: evil, owner: evil };
    const finding = { judge: evil, rule: evil, op: 'record', step: 5, reason: evil, expected: evil, got: { [evil]: evil } };
    const { page } = await opener.open(pageOf(parts, { ...trace, header: { ...header, finding } }, { ...trace, header }));
    expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBeUndefined();
    expect(await page.locator('img, #app script').count()).toBe(0);
    // oxlint-disable-next-line no-control-regex
    expect(await page.locator('body').innerText()).not.toMatch(/[\u0007\u001b\u202e]/);
  });

  test('takes its step from the address, and keeps it there', async () => {
    const { page } = await opener.open(failing.html, { hash: '#step=3&pid=4' });
    expect(await stepOf(page)).toBe(3);
    await page.keyboard.press('n');
    await expect.poll(() => page.url()).toContain('#step=4&pid=4');
  });

  test('selects the pid of the address: its lane, its slot, and the operations about it alone', async () => {
    const { page, faults } = await opener.open(failing.html, { hash: `#pid=${failing.pid}` });
    await page.locator('.chip', { hasText: `pid ${failing.pid}` }).waitFor();
    const operations = page.locator('section:has(#operations-title)');
    await expect.poll(async () => operations.locator('h2').textContent()).toContain(`only pid ${failing.pid}`);
    const sentences = (): Promise<string[]> => operations.locator('td.wide').allTextContents();
    await expect
      .poll(async () => (await sentences()).every((text) => text.includes(`pid ${failing.pid}`) || text.includes('polls')))
      .toBe(true);
    // It goes to the last of them, which is the finding's own.
    await expect.poll(async () => stepOf(page)).toBe(failing.step);
    await expect.poll(async () => page.locator('section:has(#slots-title) tr.here').textContent()).toContain(failing.pid);
    await operations.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => page.url()).not.toContain('pid=');
    expect(await page.locator('.chip').count()).toBe(0);
    await page.evaluate("location.hash = '#step=2&pid=77'");
    await expect.poll(async () => page.locator('.told').textContent()).toContain('no operation of this run answers pid 77');
    expect(await stepOf(page)).toBe(2);
    expect(faults).toEqual([]);
  });

  test('says why a beat was refused, with links to the beat that decided', async () => {
    const mutant = mutantNamed('refused-beat-refreshes');
    const trace = await failingTrace(mutant, 'observer-direct');
    const { page, faults } = await opener.open(pageOf(await pageParts(mutant), trace));
    await page.getByRole('button', { name: 'Why refused?' }).click();
    await expect.poll(async () => page.locator('.why').textContent()).toContain('The rule:');
    await page
      .locator('.why')
      .getByRole('button', { name: /^step / })
      .first()
      .click();
    expect(await stepOf(page)).toBeLessThan(trace.header.finding?.step ?? 0);
    expect(faults).toEqual([]);
  });

  test.each([
    ['light', 1280, 900],
    ['dark', 1280, 900],
    // A window of 1280 × 1024 at 400 %.
    ['light', 320, 256],
  ] as const)(
    'has no violation of accessibility in %s at %i × %i pixels, and nothing is cut off',
    async (scheme, width, height) => {
      const { page, faults } = await opener.open(failing.html, { scheme, width, height });
      for (const press of ['b', '?']) {
        expect(await accessibilityFaults(page)).toEqual([]);
        await page.keyboard.press(press);
      }
      expect(await accessibilityFaults(page)).toEqual([]);
      await expectToFit(page);
      expect(faults).toEqual([]);
    },
    60_000,
  );

  test('is used by keyboard alone: every control is reached and seen to be, a cell is asked, a branch made and saved', async () => {
    const { page, faults } = await opener.open(failing.html);
    const reached = new Set<string>();
    const NOW = `(() => {
      const { activeElement: on } = document;
      if (on === document.body) return '';
      if (getComputedStyle(on).outlineStyle === 'none') return 'not seen: ' + on.outerHTML;
      return on.id || on.getAttribute('aria-label') || (on.textContent || on.tagName).trim().slice(0, 20);
    })()`;
    for (let name = ''; reached.size === 0 || name !== ''; reached.add(name)) {
      await page.keyboard.press('Tab');
      name = await page.evaluate<string>(NOW);
      expect(name).not.toContain('not seen');
      if (reached.size > 200) throw new Error('the focus never leaves the page');
    }
    const controls = [
      'What if…',
      'Compare…',
      'Keys',
      'copy the line for replay',
      'search',
      'Find',
      'Virtual time',
      'zoom in',
      'go-to',
      'Model beside it',
      'Operations',
    ];
    expect([...reached]).toEqual(expect.arrayContaining(controls));
    const tabTo = async (selector: string): Promise<void> => {
      for (let press = 0; press < 200; press++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
      }
      throw new Error(`Tab never comes to ${selector}`);
    };
    await tabTo('td .cell');
    const step = await stepOf(page);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect.poll(async () => page.locator('.why').textContent()).toContain('nonce of slot');
    expect(await stepOf(page)).toBe(step);
    await page.keyboard.press('b');
    await tabTo('.what-if button');
    await page.keyboard.press('Enter');
    await page.locator('#compare-title').waitFor();
    const saved = page.waitForEvent('download');
    await tabTo('.sides > div:last-child > button');
    await page.keyboard.press('Enter');
    expect((await saved).suggestedFilename()).toBe('branch.ndjson');
    expect(faults).toEqual([]);
  });

  test('is printed light, whole and without what can only be clicked', async () => {
    const { page } = await opener.open(failing.html, { scheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const paper = await page.evaluate<string[]>(
      "['background-color', 'color'].map((name) => getComputedStyle(document.body).getPropertyValue(name))",
    );
    expect(paper).toEqual(['rgb(247, 247, 245)', 'rgb(28, 32, 36)']);
    const pdf = await page.pdf({ format: 'A4' });
    const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8', timeout: 30_000 });
    for (const part of [
      'accepted-clears-stall',
      'Expected',
      'Got',
      'Time line',
      `Step ${failing.step}`,
      'Slots',
      'Rules',
      'Counters',
      'Operations',
    ])
      expect(text).toContain(part);
    for (const part of ['What if…', 'Theme', 'Export…', 'Search']) expect(text).not.toContain(part);
    // A form feed ends each sheet: none is empty, and a finding is a few.
    const sheets = text.split('\f').slice(0, -1);
    expect(sheets.length).toBeLessThanOrEqual(6);
    expect(sheets.filter((sheet) => sheet.trim() === '')).toEqual([]);
  });

  test.each([
    ['crowded', 1280, 'light'],
    ['narrow', 400, 'light'],
    ['dark', 1280, 'dark'],
    ['empty', 1280, 'light'],
  ] as const)('looks as it did: %s', async (name, width, scheme) => {
    const empty = filed('d1-index-never-wedges.ndjson');
    const html = name === 'empty' ? pageOf(parts, { ...empty, steps: empty.steps.slice(0, 1) }) : failing.html;
    const { page } = await opener.open(html, { width, scheme });
    await page.waitForTimeout(300);
    const picture = await pictureOf(opener.browser, await page.screenshot({ fullPage: true }));
    const reference = `test/sim/view/pictures/${name}.json`;
    // `WRITE_PICTURES=1` takes what is seen for right: look at it before.
    if (process.env['WRITE_PICTURES'] === '1') writeFileSync(reference, `${JSON.stringify(picture)}\n`);
    expect(differenceOf(picture, JSON.parse(readFileSync(reference, 'utf8')) as typeof picture)).toBeLessThan(6);
  });

  test('is written by the command, with another run beside it, and opens', async () => {
    const folder = scratchFolder(onTestFinished);
    const program = (...args: string[]): string => execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000 });
    program('dist/sim/view/build/main.js');
    const view = ['dist/sim/cli/main.js', 'view'];
    const [one, other] = [join(folder, 'a.html'), join(folder, 'b.html')];
    const traces = ['corpus/traces/limit-terminal-nonce-blocks.ndjson', '--beside', 'corpus/traces/lifted-terminal-nonce-blocks.ndjson'];
    expect(JSON.parse(program(...view, ...traces, '--out', one, '--json'))).toMatchObject({ page: one });
    expect(program(...view, '--scenario', 'tiny-tables', '--seed', '3', '--out', other)).toContain('open it in a browser');
    const html = readFileSync(one, 'utf8');
    // A finding that was shrunk is a page of less than 400 KB.
    expect(html.length).toBeLessThan(400_000);
    const beside = await opener.open(html);
    await beside.page.getByRole('button', { name: 'Compare…' }).click();
    await expect
      .poll(async () => beside.page.locator('section:has(#compare-title)').textContent())
      .toMatch(/The first \d+ operations are the same/);
    expect(beside.faults).toEqual([]);
    const made = await opener.open(readFileSync(other, 'utf8'));
    expect(await made.page.locator('.digest').textContent()).toContain('✓ as recorded');
    await made.page.keyboard.press('e');
    await made.page.keyboard.press('b');
    await made.page.getByLabel(/^Another seed from step/).fill('4');
    await made.page.getByRole('button', { name: 'Run it again' }).click();
    await expect.poll(async () => made.page.locator('section:has(#compare-title)').textContent()).toContain('from step');
    expect(made.faults).toEqual([]);
  }, 60_000);

  test('a million operations are ready in time, and any of them is shown at once', async () => {
    const figures = await figuresOf(opener, pageOf(parts, longTrace(1_000_000)));
    expect(figures.faults).toEqual([]);
    expect(figures.pageMb).toBeLessThanOrEqual(12);
    expect(figures.memoryMb).toBeLessThanOrEqual(1024);
    expect(figures.stepMs).toBeLessThanOrEqual(100);
    expect(figures.readyMs).toBeLessThanOrEqual(10_000 * figures.share);
    expect(figures.firstMs).toBeLessThanOrEqual(1000 * figures.share);
    expect(figures.framesPerSecond * figures.share).toBeGreaterThanOrEqual(50);
  }, 300_000);
});
