// The module of a campaign's page: what a cell is, the height of cells, keys, and buttons that copy. It runs in a browser, reads what stands in
// the page, and puts text in as text.

import type { Cell, MapData } from './map-data.ts';

const COPIED_MS = 1500;
const WORDS = { ok: 'nothing found', found: 'finding', untested: 'tested nothing', unknown: 'not known' } as const;
const CLASSES = { ok: 'is-ok', found: 'is-bad', untested: 'is-warn', unknown: 'dim' } as const;
const MOVES: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
  PageUp: [Number.NEGATIVE_INFINITY, 0],
  PageDown: [Number.POSITIVE_INFINITY, 0],
};

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}

function withCommas(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** What a cell is, in words. */
function sentenceOf(scenario: string, { from, to, verdict }: Cell): string {
  return `${scenario}, ${from === to ? `seed ${from}` : `seeds ${from} to ${to}`}: ${WORDS[verdict]}`;
}

function link(text: string, href: string): HTMLAnchorElement {
  const made = element('a', '', text);
  made.href = href;
  return made;
}

function tell(panel: HTMLElement, scenario: string, cell: Cell): void {
  const { verdict, from, to, runs, steps, simulated, ms, note, line, finding, page } = cell;
  const time = ms === null ? '' : ` · took ${(ms / 1000).toFixed(2)} s`;
  const seeds = from === to ? `seed ${from}` : `seeds ${from} to ${to} (${runs} runs)`;
  const links = [...(finding === null ? [] : [link('its report', finding)]), ...(page === null ? [] : [link('open its run', page)])];
  const command = element('div', 'command', element('code', '', line), element('button', 'copy', 'copy'));
  panel.replaceChildren(
    element('h3', '', `${scenario} · ${seeds} `, element('span', CLASSES[verdict], WORDS[verdict])),
    element(
      'p',
      'dim',
      runs === 0
        ? 'no run is known'
        : `${withCommas(steps)} ${steps === 1 ? 'step' : 'steps'}${simulated === '' ? '' : ` · ${simulated} of virtual time`}${time}`,
    ),
    ...(verdict === 'ok' || verdict === 'unknown' ? [] : [element('p', '', note, ...links.flatMap((one) => [' · ', one]))]),
    command,
  );
}

function setHeights(grid: HTMLTableElement, rows: MapData['rows'], what: string): void {
  const valueOf = (cell: Cell): number => (what === 'time' ? (cell.ms ?? 0) : cell.steps);
  for (const [at, row] of rows.entries()) {
    // By row: scenarios differ so much that one scale would flatten most of them.
    const most = Math.max(1e-9, ...row.cells.map(valueOf));
    for (const [column, cell] of row.cells.entries()) {
      const bar = grid.tBodies[0].rows[at].cells[column + 1].firstElementChild as HTMLElement;
      if (what === 'verdict') bar.style.removeProperty('--h');
      else bar.style.setProperty('--h', (valueOf(cell) / most).toFixed(3));
    }
  }
}

function wire({ prefix, rows }: MapData): void {
  const grid = document.getElementById(`${prefix}cells`) as HTMLTableElement;
  const panel = document.getElementById(`${prefix}told`) as HTMLElement;
  const at = (row: number, column: number): HTMLTableCellElement => grid.tBodies[0].rows[row].cells[column + 1];
  let [row, column] = [0, 0];
  const choose = (toRow: number, toColumn: number, isFocused: boolean): void => {
    const before = at(row, column);
    before.tabIndex = -1;
    before.removeAttribute('aria-selected');
    row = Math.max(0, Math.min(rows.length - 1, toRow));
    column = Math.max(0, Math.min(rows[row].cells.length - 1, toColumn));
    const cell = rows[row].cells[column];
    const now = at(row, column);
    now.tabIndex = 0;
    now.setAttribute('aria-selected', 'true');
    now.setAttribute('aria-label', sentenceOf(rows[row].scenario, cell));
    if (isFocused) now.focus();
    tell(panel, rows[row].scenario, cell);
  };
  at(0, 0).tabIndex = 0;
  at(0, 0).setAttribute('aria-label', sentenceOf(rows[0].scenario, rows[0].cells[0]));
  grid.addEventListener('click', (event) => {
    const cell = (event.target as Element).closest('td');
    const line = cell?.parentElement as HTMLTableRowElement | null | undefined;
    if (cell !== null && line !== null && line !== undefined) choose(line.sectionRowIndex, cell.cellIndex - 1, true);
  });
  grid.addEventListener('keydown', (event) => {
    const move = MOVES[event.key];
    if (move !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      choose(row + move[0], column + move[1], true);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(row, column, false);
      panel.querySelector<HTMLElement>('a, button')?.focus();
    }
  });
  for (const [toRow, { cells }] of rows.entries()) {
    const found = cells.findIndex(({ verdict }) => verdict === 'found');
    if (found < 0) continue;
    choose(toRow, found, false);
    break;
  }
  const heights = grid.closest('main')?.querySelectorAll<HTMLInputElement>(`input[name="${prefix}height"]`) ?? [];
  for (const radio of heights) {
    radio.closest('fieldset')?.removeAttribute('hidden');
    radio.addEventListener('change', () => setHeights(grid, rows, radio.value));
  }
}

/** Copies where the browser lets it; elsewhere the line is selected, to be copied by hand. */
async function copy(button: HTMLButtonElement): Promise<void> {
  const code = button.previousElementSibling as HTMLElement;
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    button.textContent = 'copied';
  } catch {
    getSelection()?.selectAllChildren(code);
    button.textContent = 'selected';
  }
  setTimeout(() => (button.textContent = 'copy'), COPIED_MS);
}

for (const button of document.querySelectorAll<HTMLButtonElement>('button.copy')) button.hidden = false;
document.addEventListener('click', (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>('button.copy');
  if (button !== null) void copy(button);
});
const store = document.getElementById('campaign-maps');
for (const map of JSON.parse(store?.textContent ?? '[]') as readonly MapData[]) wire(map);
// Nothing is kept back on paper.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});

export type { MapData };
