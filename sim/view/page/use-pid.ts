import { useEffect, useState } from 'preact/hooks';
import { laneOf, type Action, type PageState, type ShownRun } from './state.ts';
import type { WorkerLink } from './worker-link.ts';

/** The pid that the address names; null for none. */
export function pidOfAddress(): number | null {
  const pid = new URLSearchParams(location.hash.slice(1)).get('pid');
  return pid !== null && /^\d{1,10}$/.test(pid) && Number(pid) <= 0xffff_ffff ? Number(pid) : null;
}

/** The step that the address names; null for none. */
export function stepOfAddress(): number | null {
  const step = new URLSearchParams(location.hash.slice(1)).get('step');
  return step !== null && /^\d{1,9}$/.test(step) ? Number(step) : null;
}

/**
 * The steps about the pid that is selected, in order; null where none is. They become a lane; where `goesThere` says so, as for an
 * address that names a pid and no step, the page goes to the last of them.
 */
export function useStepsOfPid(
  { pid, marks }: PageState,
  run: ShownRun | undefined,
  link: WorkerLink,
  act: (action: Action) => void,
  goesThere: { current: boolean },
): readonly number[] | null {
  const [found, setFound] = useState<readonly number[] | null>(null);
  useEffect(() => {
    setFound(null);
    if (run === undefined || pid === null) return undefined;
    let isWanted = true;
    const look = async (): Promise<void> => {
      const steps = await link.ask('search', { run: run.run, query: laneOf(pid) });
      if (!isWanted) return;
      setFound(steps);
      const others = marks.filter(({ label }) => label !== laneOf(pid));
      act({ do: 'marks', marks: steps.length === 0 ? others : [...others, { label: laneOf(pid), steps }] });
      const last = steps.at(-1);
      if (last === undefined) act({ do: 'tell', text: `no operation of this run is about pid ${pid}` });
      else if (goesThere.current) act({ do: 'go', step: last });
      goesThere.current = false;
    };
    void look();
    return () => {
      isWanted = false;
    };
  }, [run, pid]);
  return found;
}
