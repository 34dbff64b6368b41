import { quantile, type Figure } from './figures.ts';

/** A number that was set before it was measured. */
export interface Aim {
  readonly aim: string;
  readonly got: number;
  readonly isMet: boolean;
}

/** Compares what was measured with what was wanted. Says nothing else: no aim stops the bench. */
export function aimsOf(figures: readonly Figure[], times: ReadonlyMap<string, readonly number[]>): Aim[] {
  const median = (name: string): number => figures.find((figure) => figure.name === name)?.median ?? Number.NaN;
  const ratio = (name: string): number => figures.find((figure) => figure.name === name)?.ratio ?? Number.NaN;
  const small = times.get('judged-step-256') ?? [];
  const large = times.get('judged-step-4096') ?? [];
  const share = quantile(
    small.map((ns, round) => ns / large[round]),
    0.5,
  );
  return [
    atLeast('judged steps a second at 256 slots, at least 1,000,000', 1e9 / median('judged-step-256'), 1_000_000),
    atLeast('of that at 4096 slots, at least 0.7', share, 0.7),
    atMost('refresh of a known pid at 256 slots, at most 20 ns', median('refresh-256'), 20),
    atMost('refresh of a known pid at 4096 slots, at most 20 ns', median('refresh-4096'), 20),
    atMost('drain of 4096 slots, at most 8000 ns', median('drain-4096'), 8000),
    atLeast(
      'judged steps a second of processor time that our own serve follows, at least 100,000',
      1e9 / median('followed-by-serve'),
      100_000,
    ),
    atLeast(
      'judged steps a second of processor time that the sample in Python follows, at least 20,000',
      1e9 / median('followed-by-python'),
      20_000,
    ),
    atMost('a step with the guard, in steps without, at most 1.1', ratio('guarded-step'), 1.1),
  ];
}

function atLeast(aim: string, got: number, least: number): Aim {
  return { aim, got, isMet: got >= least };
}

function atMost(aim: string, got: number, most: number): Aim {
  return { aim, got, isMet: got <= most };
}
