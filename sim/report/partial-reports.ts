import { outputPlace } from '../data/output-place.ts';
import { saveText } from '../data/write-whole.ts';

/** Time between two writings: at least so much, milliseconds, and so many times as long as writing takes. */
interface Pause {
  readonly leastMs: number;
  readonly factor: number;
}

// A report is written without a pause, in which no worker gets a job: of a long campaign that takes seconds. Thus a tenth of the time at most.
const AFTER_NEWS: Pause = { leastMs: 300, factor: 9 };
const WITHOUT_NEWS: Pause = { leastMs: 5000, factor: 30 };

/** A report by its path: null where none was asked for. */
export interface ReportFile {
  readonly path: string | null;
  readonly text: () => string | Iterable<string>;
}

/**
 * Keeps reports up to date while a campaign goes on, so that whatever ends the process leaves what was known: each is whole
 * at any time. A pipe or a device gets its report at the end alone, and what cannot be written is told then.
 */
export class PartialReports {
  readonly #files: readonly ReportFile[];
  #writtenMs = performance.now();
  #tookMs = 0;
  #hasNews = false;
  #work: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(files: readonly ReportFile[]) {
    this.#files = files.filter(({ path }) => path !== null);
  }

  /** Says that the campaign has gone on: they are written now and then. `isNews` is for what must not be lost. */
  update(isNews = false): void {
    if (this.#files.length === 0 || this.#isClosed) return;
    this.#hasNews ||= isNews;
    if (this.#work !== null || this.#timer !== null) return;
    const { leastMs, factor } = this.#hasNews ? AFTER_NEWS : WITHOUT_NEWS;
    const waitMs = this.#writtenMs + Math.max(leastMs, factor * this.#tookMs) - performance.now();
    if (waitMs <= 0) this.#begin();
    else if (this.#hasNews) this.#timer = setTimeout(() => this.#begin(), waitMs);
  }

  /** Resolves once what is being written is whole; writes no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer ?? undefined);
    await this.#work;
  }

  #begin(): void {
    this.#timer = null;
    this.#hasNews = false;
    this.#work = this.#write();
  }

  async #write(): Promise<void> {
    const startMs = performance.now();
    for (const { path, text } of this.#files) await save(path, text).catch(() => {});
    this.#writtenMs = performance.now();
    this.#tookMs = this.#writtenMs - startMs;
    this.#work = null;
    if (this.#hasNews) this.update();
  }
}

async function save(path: string | null, text: ReportFile['text']): Promise<void> {
  if (path !== null && (await outputPlace(path)).kind === 'file') await saveText(path, atOnce(text));
}

/** Asks for a text when its first piece is, so that nothing changes between what it tells at its beginning and at its end. */
function* atOnce(text: ReportFile['text']): Generator<string> {
  const made = text();
  if (typeof made === 'string') yield made;
  else yield* made;
}
