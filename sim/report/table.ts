import { stripVTControlCharacters } from 'node:util';

/**
 * Rows of cells in columns as wide as they need; numbers to the right. Two blanks between columns, or one where that does not fit into
 * so many characters.
 */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[], columns = Number.POSITIVE_INFINITY): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => stripVTControlCharacters(row[column]).length)));
  const isNumeric = head.map((_, column) => rows.every((row) => /^[-\d.,]*( ?[a-z%]+)?$/i.test(row[column]) && /\d/.test(row[column])));
  const isWide = widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1)) > columns;
  return all
    .map((row) =>
      row
        .map((cell, column) => (isNumeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
        .join(isWide ? ' ' : '  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A whole number with commas between thousands, the same in every locale. */
export function withCommas(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A number of things, rounded: `1 step`, `2,345 steps`. */
export function countWithCommas(number: number, one: string, many = `${one}s`): string {
  return `${withCommas(number)} ${Math.round(number) === 1 ? one : many}`;
}

/** A share of 0 to 1 in percent, rounded to so many decimals. */
export function percent(share: number, decimals = 0): string {
  const scale = 10 ** decimals;
  return `${Math.round(100 * scale * share) / scale} %`;
}
