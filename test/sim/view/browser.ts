import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine; installed from the packages of the system where that may be done, null where there is none. */
export function chromiumPath(): string | null {
  const found = PLACES.find((path) => existsSync(path));
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0) return null;
  try {
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'ignore' });
  } catch {
    return null;
  }
  return PLACES.find((path) => existsSync(path)) ?? null;
}

/** A page that was opened from a file. */
export interface OpenedPage {
  readonly page: Page;
  /** What went wrong so far: errors on the console, errors that nobody caught, requests to the outside. */
  readonly faults: string[];
}

/** How to open a page. */
export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  readonly hash?: string;
  /** Whether to wait until the run is there; default true. */
  readonly waits?: boolean;
}

/** Opens pages from `file://` with the network blocked. */
export class PageOpener {
  readonly browser: Browser;
  readonly #folder = mkdtempSync(join(tmpdir(), 'varta-sim-view-'));
  #pages = 0;

  private constructor(browser: Browser) {
    this.browser = browser;
  }

  /** Starts the browser. */
  static async start(executablePath: string): Promise<PageOpener> {
    return new PageOpener(await chromium.launch({ executablePath, args: ['--no-sandbox', '--force-device-scale-factor=1'] }));
  }

  /** Opens a page in a window of its own. */
  async open(html: string | Uint8Array, options: OpenOptions = {}): Promise<OpenedPage> {
    const { width = 1280, height = 900, scheme = 'light', hash = '', waits = true } = options;
    const path = join(this.#folder, `page-${this.#pages++}.html`);
    writeFileSync(path, html);
    const context = await this.browser.newContext({
      viewport: { width, height },
      colorScheme: scheme,
      offline: true,
      acceptDownloads: true,
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (!/^(?:file|blob|data):/.test(request.url())) faults.push(`request: ${request.url()}`);
    });
    await page.goto(`${pathToFileURL(path).href}${hash}`);
    if (waits) await page.locator('#step-title').waitFor({ timeout: 120_000 });
    return { page, faults };
  }

  /** Memory of the processes that show pages, MB. */
  async memoryMb(): Promise<number> {
    const session = await this.browser.newBrowserCDPSession();
    const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as { processInfo: { type: string; id: number }[] };
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
