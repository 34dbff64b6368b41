import { headerPane } from './header-pane.ts';
import { helpPane, KEY_LINE } from './help.ts';
import { indexPane } from './index-pane.ts';
import { counterPane, scalarPane } from './named-pane.ts';
import { queuePane } from './queue-pane.ts';
import { slotPane, modelPane } from './slot-pane.ts';
import { clip, fit, span, type Line } from './spans.ts';
import type { Size, View } from './view.ts';

/** The smallest terminal that has room for everything. */
const SIZE_MIN: Size = { columns: 80, rows: 24 };

const WIDE_COLUMNS = 120;
const SIDE_COLUMNS_MAX = 64;
const TABLE_COLUMNS = 79;
const TALL_ROWS = 30;

/** The whole screen: exactly `rows` lines, none wider than `columns`. A value from values. O(capacity + cells). */
export function renderScreen(view: View, size: Size): Line[] {
  const { columns, rows } = size;
  if (columns < SIZE_MIN.columns || rows < SIZE_MIN.rows) {
    const text = `The terminal is ${columns}×${rows}: make it ${SIZE_MIN.columns}×${SIZE_MIN.rows} or larger, or leave with q.`;
    return exactly([clip([span(text)], columns)], rows);
  }
  const foot = clip([view.foot === '' ? span(KEY_LINE, 'dim') : span(view.foot, 'bold')], columns);
  const body = view.showsHelp ? helpPane(columns) : stepBody(view, size);
  return [...exactly(body, rows - 1), foot];
}

function stepBody(view: View, { columns, rows }: Size): Line[] {
  const header = headerPane(view, columns, rows >= TALL_ROWS);
  const left = rows - 1 - header.length;
  if (columns >= WIDE_COLUMNS && !view.showsModel) return [...header, ...wideBody(view, columns, left)];
  const extra = Math.max(0, Math.floor((rows - SIZE_MIN.rows) / 5));
  const panes = [
    ...indexPane(view.step, columns, 2 + extra),
    ...scalarPane(view.step, columns, 2),
    ...counterPane(view.step, columns, 2 + extra),
    ...queuePane(view.step, columns, 2 + extra),
  ];
  const table = view.showsModel ? modelPane : slotPane;
  return [...header, ...table(view, columns, left - panes.length), ...panes];
}

function wideBody(view: View, columns: number, rows: number): Line[] {
  const side = Math.min(SIDE_COLUMNS_MAX, columns - TABLE_COLUMNS);
  const table = columns - side - 3;
  const blocks = [
    indexPane(view.step, side, Math.ceil(rows / 4)),
    scalarPane(view.step, side, 6),
    counterPane(view.step, side, Math.ceil(rows / 3)),
    queuePane(view.step, side, rows),
  ];
  const right = blocks.flatMap((block): Line[] => block.concat([[]]));
  return slotPane(view, table, rows).map((line, at) => fit(line, table).concat(span(' │ ', 'dim'), right[at] ?? []));
}

function exactly(lines: readonly Line[], rows: number): Line[] {
  return Array.from({ length: rows }, (_, at) => lines[at] ?? []);
}
