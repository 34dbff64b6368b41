import { useEffect } from 'preact/hooks';
import { messageOf } from '../../data/describe-thrown.ts';
import { filteredBy, type Action, type Only, type PageState, type ShownRun } from './state.ts';
import type { WorkerLink } from './worker-link.ts';

const QUERY_CHARS_MAX = 200;

function ofAddress(name: string): string {
  return new URLSearchParams(location.hash.slice(1)).get(name) ?? '';
}

/** The filter that the address names, `pid=12` or `only=slot 3`; empty for none. */
export function onlyOfAddress(): string {
  const pid = ofAddress('pid');
  return /^\d{1,10}$/.test(pid) && Number(pid) <= 0xffff_ffff ? `pid ${pid}` : ofAddress('only').trim().slice(0, QUERY_CHARS_MAX);
}

/** The step that the address names; null for none. */
export function stepOfAddress(): number | null {
  const step = ofAddress('step');
  return /^\d{1,9}$/.test(step) ? Number(step) : null;
}

/** The part of the address that names a filter. */
export function addressOf(only: Only | null): string {
  const pid = filteredBy('pid', only);
  if (pid !== null) return `&pid=${pid}`;
  return only === null ? '' : `&only=${encodeURIComponent(only.query)}`;
}

/**
 * Finds the steps that answer the filter. Where `goesThere` says so, as for an address that names a filter and no step, the page goes
 * to the last of them.
 */
export function useOnly(
  { only }: PageState,
  run: ShownRun | undefined,
  link: WorkerLink,
  act: (action: Action) => void,
  goesThere: { current: boolean },
): void {
  useEffect(() => {
    if (run === undefined || only === null) return undefined;
    let isWanted = true;
    const look = async (): Promise<void> => {
      try {
        const steps = await link.ask('search', { run: run.run, query: only.query });
        if (!isWanted) return;
        const last = steps.at(-1);
        if (last === undefined) throw new Error(`no operation of this run answers ${only.query}`);
        act({ do: 'only-found', steps });
        if (goesThere.current) act({ do: 'go', step: last });
      } catch (error) {
        if (!isWanted) return;
        act({ do: 'only', query: '' });
        act({ do: 'tell', text: messageOf(error) });
      }
      goesThere.current = false;
    };
    void look();
    return () => {
      isWanted = false;
    };
  }, [run, only?.query]);
}
