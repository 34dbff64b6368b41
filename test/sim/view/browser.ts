import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { launchChromium, openFile, type OpenPage } from '../../support/browser.ts';

/** How to open a page. */
export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  readonly hash?: string;
  /** Whether to wait until the run is there; default true. */
  readonly waits?: boolean;
}

/** Opens pages from `file://` with the network blocked, from a folder of its own. */
export class PageOpener {
  readonly browser: Browser;
  readonly #folder = mkdtempSync(join(tmpdir(), 'varta-sim-view-'));
  #pages = 0;

  private constructor(browser: Browser) {
    this.browser = browser;
  }

  /** Starts the browser. */
  static async start(): Promise<PageOpener> {
    return new PageOpener(await launchChromium());
  }

  /** Opens a page in a window of its own, which is closed when the test ends. */
  async open(html: string, options: OpenOptions = {}): Promise<OpenPage> {
    const { width = 1280, height = 900, scheme = 'light', hash = '', waits = true } = options;
    const path = join(this.#folder, `page-${this.#pages++}.html`);
    writeFileSync(path, html);
    const opened = await openFile(this.browser, `${pathToFileURL(path).href}${hash}`, {
      viewport: { width, height },
      colorScheme: scheme,
      offline: true,
    });
    onTestFinished(() => opened.page.context().close());
    if (waits) await opened.page.locator('#step-title').waitFor({ timeout: 60_000 });
    return opened;
  }

  /** Memory of the process that shows pages and needs most, MB. */
  async memoryMb(): Promise<number> {
    const session = await this.browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const kb = processInfo
      .filter(({ type }) => type === 'renderer')
      .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0));
    return Math.round(Math.max(...kb) / 1024);
  }

  /** Ends the browser. */
  async close(): Promise<void> {
    await this.browser.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
