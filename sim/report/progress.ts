import { countOf } from '../data/count.ts';
import type { CampaignProgress } from '../campaign/campaign.ts';
import type { Output } from '../data/command-line/output.ts';
import { printable } from '../data/quoting/printable.ts';
import { countWithCommas } from './table.ts';

const BAR_WIDTH = 30;
const REDRAW_MS = 100;

/** Shows how far a campaign is: one line that is drawn anew on a terminal, a line per tenth elsewhere. */
export class Progress {
  readonly #output: Output;
  #lastDrawnMs = 0;
  #lastTenth = 0;
  #isDrawn = false;

  constructor(output: Output) {
    this.#output = output;
  }

  /** `more` stands at the end of the line. */
  show(progress: CampaignProgress, more = ''): void {
    const { done, total } = progress;
    if (this.#output.isTerminal) {
      const nowMs = performance.now();
      if (nowMs - this.#lastDrawnMs < REDRAW_MS && done < total) return;
      this.#lastDrawnMs = nowMs;
      this.#isDrawn = true;
      this.#output.raw(`\r${this.#line(progress, more)}\u001b[K`);
      return;
    }
    const tenth = Math.floor((10 * done) / total);
    if (tenth === this.#lastTenth || total < 10) return;
    this.#lastTenth = tenth;
    this.#output.write(`${this.#summary(progress)}${more}\n`);
  }

  /** Shows any other line in the place of the bar; on a terminal alone. */
  note(text: string): void {
    if (!this.#output.isTerminal) return;
    this.#isDrawn = true;
    this.#output.raw(`\r${printable(text).slice(0, widthOf(this.#output))}\u001b[K`);
  }

  /** The same, and a line of its own elsewhere. */
  tell(text: string): void {
    if (this.#output.isTerminal) this.note(text);
    else this.#output.write(`${text}\n`);
  }

  /** Takes the line away again. */
  clear(): void {
    if (this.#isDrawn) this.#output.raw('\r\u001b[K');
    this.#isDrawn = false;
  }

  #line(progress: CampaignProgress, more: string): string {
    const full = Math.round((BAR_WIDTH * progress.done) / progress.total);
    const line = `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${this.#summary(progress)}${more} · ${printable(progress.scenario)}`;
    return line.slice(0, widthOf(this.#output));
  }

  #summary({ done, total, steps, findings }: CampaignProgress): string {
    return `${done}/${countOf(total, 'run')} · ${countWithCommas(steps, 'step')} · ${countOf(findings, 'finding')}`;
  }
}

/** Characters of the line: behind it there is room for the ^C that a terminal shows, so that it stays on its row and can be cleared. */
function widthOf({ columns }: Output): number {
  return Math.max(20, columns - 3);
}
