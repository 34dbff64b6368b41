import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Height of a row, CSS pixels. */
const ROW_HEIGHT = 30;
const EXTRA = 6;

interface RowsProps {
  readonly count: number;
  /** The row to turn to; −1 for none. */
  readonly focus: number;
  readonly label: string;
  readonly head: ComponentChildren;
  readonly columns: number;
  readonly row: (at: number) => ComponentChildren;
  /** Told of the rows that are rendered. */
  readonly onRange?: (from: number, to: number) => void;
}

/** An arrow key at a button of a cell goes to that of the cell beside it. Where there is none, the key is the page's. */
function goBeside(event: KeyboardEvent): void {
  const cell = event.target instanceof Element ? event.target.closest<HTMLTableCellElement>('td, th') : null;
  const row = cell?.parentElement;
  if (cell === null || row === null || row === undefined) return;
  const beside: Readonly<Record<string, Element | null | undefined>> = {
    ArrowLeft: cell.previousElementSibling,
    ArrowRight: cell.nextElementSibling,
    ArrowUp: row.previousElementSibling?.children[cell.cellIndex],
    ArrowDown: row.nextElementSibling?.children[cell.cellIndex],
  };
  const button = beside[event.key]?.querySelector('button');
  if (button === null || button === undefined) return;
  button.focus();
  event.preventDefault();
  event.stopPropagation();
}

/** A table of which only the rows that are seen are there. */
export function VirtualRows({ count, focus, label, head, columns, row, onRange }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(0);
  useEffect(() => {
    if (box.current === null) return undefined;
    const observer = new ResizeObserver(() => setHeight(box.current?.clientHeight ?? 0));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = box.current;
    if (element === null || focus < 0) return;
    const y = focus * ROW_HEIGHT;
    if (y < element.scrollTop || y > element.scrollTop + element.clientHeight - 3 * ROW_HEIGHT)
      element.scrollTop = Math.max(0, y - element.clientHeight / 3);
  }, [focus, count]);
  const from = Math.max(0, Math.floor(top / ROW_HEIGHT) - EXTRA);
  const to = Math.min(count, Math.ceil((top + Math.max(height, ROW_HEIGHT)) / ROW_HEIGHT) + EXTRA);
  useEffect(() => onRange?.(from, to), [from, to, count]);
  return (
    // oxlint-disable-next-line -- a region that scrolls must be reached by keyboard
    <div
      ref={box}
      class="scrolls"
      tabIndex={0}
      role="region"
      aria-label={label}
      onKeyDown={goBeside}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table aria-rowcount={count + 1}>
        <thead>{head}</thead>
        <tbody>
          {from > 0 && (
            <tr aria-hidden="true" style={{ height: `${from * ROW_HEIGHT}px` }}>
              <td colSpan={columns} />
            </tr>
          )}
          {Array.from({ length: Math.max(0, to - from) }, (_, at) => row(from + at))}
          {to < count && (
            <tr aria-hidden="true" style={{ height: `${(count - to) * ROW_HEIGHT}px` }}>
              <td colSpan={columns} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
