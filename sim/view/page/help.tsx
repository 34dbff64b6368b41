import { useEffect, useRef } from 'preact/hooks';
import { KEYS } from './keys.ts';

/** The list of keys. */
export function Help({ close }: { readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={close}>
      <h2 id="help-title">Keys</h2>
      <table>
        <tbody>
          {KEYS.map(([keys, what]) => (
            <tr key={keys}>
              <th scope="row">{keys}</th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted">
        On the time line: the wheel zooms, with Shift it moves; dragging moves it, a click goes to a step. In a search: <code>pid 12</code>,{' '}
        <code>slot 3</code>, <code>kind poll</code>, <code>refused</code>, <code>out-of-order</code>, <code>refused after evicted</code>.
      </p>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
