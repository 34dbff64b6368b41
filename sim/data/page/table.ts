/** One column of a table. */
export interface Column {
  /** Text, not markup. */
  readonly head: string;
  /** A number, to the right; default text. */
  readonly isNumber?: boolean;
  /** Left out where the page is narrow; default false. */
  readonly isOptional?: boolean;
}

/** A column of numbers. */
export function number(head: string): Column {
  return { head, isNumber: true };
}

/** A column that is left out where the page is narrow. */
export function optional(column: Column | string): Column {
  return { ...(typeof column === 'string' ? { head: column } : column), isOptional: true };
}

/** Rows of cells, which are markup, as a table; the first cell of each row is its head. A column of text is its head alone. O(size). */
export function htmlTable(heads: readonly (Column | string)[], rows: readonly (readonly string[])[], caption = ''): string {
  const columns = heads.map((head): Column => (typeof head === 'string' ? { head } : head));
  const classes = columns.map(({ isNumber = false, isOptional = false }) => {
    const names = [...(isNumber ? ['num'] : []), ...(isOptional ? ['opt'] : [])];
    return names.length === 0 ? '' : ` class="${names.join(' ')}"`;
  });
  const head = columns.map((column, at) => `<th scope="col"${classes[at]}>${column.head}</th>`).join('');
  const body = rows.map((row) => {
    const cells = row.map((cell, at) => (at === 0 ? `<th scope="row"${classes[at]}>${cell}</th>` : `<td${classes[at]}>${cell}</td>`));
    return `<tr>${cells.join('')}</tr>`;
  });
  const title = caption === '' ? '' : `<caption class="dim">${caption}</caption>`;
  return `<div class="wide" tabindex="0" role="group" aria-label="table"><table>${title}<thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}
