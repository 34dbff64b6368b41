import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect } from 'vitest';

/** Debian's, as `npm run browsers` installs it. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rejects with a sentence where it is not installed. */
export async function launchChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`there is no ${CHROMIUM}: npm run browsers installs it`);
  // As root, as in a container, its sandbox does not start; pages here are our own.
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

/** A page opened from disk, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors of the console, exceptions nobody caught, dialogs, and requests to anything but the file. */
  readonly faults: readonly string[];
}

export async function openFile(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ bypassCSP: false, ...options });
  const faults: string[] = [];
  await context.route(/^(?!file:|blob:|data:)/, (route) => {
    faults.push(`asked for ${route.request().url()}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('dialog', (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(path.startsWith('file:') ? path : pathToFileURL(path).href);
  return { page, faults };
}

/** What axe objects to, with the element. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Past the policy of the page, as a tool of development may.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    interface Result {
      readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
    }
    const { axe } = globalThis as unknown as { axe: { run(): Promise<Result> } };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  });
}

/** The page fits its window: nothing has to be scrolled sideways but what scrolls by itself. */
export async function expectToFit(page: Page): Promise<void> {
  const [width, window]: readonly [number, number] = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
  expect(width).toBeLessThanOrEqual(window);
}
