import { describe, expect, it } from 'vitest';
import { SeededRun, simulate } from '../../../../sim/world/seeded-run.ts';
import { runWithCheckpoints, firstDifferentCheckpoint, CHECKPOINT_STEPS } from '../../../../sim/findings/determinism/checkpoints.ts';
import { PRODUCTION, type Production } from '../../../../sim/subject/production.ts';
import { steadyFleet } from '../../../../sim/world/scenarios/steady-fleet.ts';

const STEPS = 1000;

function begin(production: Production = PRODUCTION): SeededRun {
  return new SeededRun(steadyFleet, '1', { production, stepsMax: STEPS });
}

function checkpointsOf(): readonly string[] {
  return runWithCheckpoints(begin()).checkpoints;
}

/** Production code that reports one beat more or less, at a poll of its own choice, and no judge objects to it. */
function changedAt(poll: number): Production {
  let polls = 0;
  class Odd extends PRODUCTION.Observer {
    override poll() {
      polls++;
      return polls === poll ? null : super.poll();
    }
  }
  return { ...PRODUCTION, Observer: Odd };
}

async function compare(checkpoints: readonly string[], production?: Production) {
  const seeded = begin(production);
  let pauses = 0;
  const differsAt = await firstDifferentCheckpoint(seeded, checkpoints, async () => void pauses++);
  return { differsAt, steps: seeded.run.steps, pauses };
}

describe('runWithCheckpoints()', () => {
  it('changes nothing of a run, and has a checkpoint at its start, every 256th step and its end', () => {
    const seeded = begin();
    const { result, checkpoints } = runWithCheckpoints(seeded);
    expect(result).toEqual(simulate(steadyFleet, '1', { stepsMax: STEPS }));
    expect(checkpoints).toHaveLength(Math.ceil(STEPS / CHECKPOINT_STEPS) + 1);
    expect(new Set(checkpoints).size).toBe(checkpoints.length);
    expect(checkpoints.at(-1)).toBe(seeded.checkpoint);
  });
});

describe('firstDifferentCheckpoint()', () => {
  it('finds a second run of the seed the same, with a pause at every checkpoint', async () => {
    expect(await compare(checkpointsOf())).toEqual({ differsAt: null, steps: STEPS, pauses: 4 });
  });

  it('stops at the first checkpoint that differs', async () => {
    const checkpoints = checkpointsOf();
    const late = checkpoints.map((checkpoint, at) => (at >= 2 ? `${checkpoint}0` : checkpoint));
    expect(await compare(late)).toMatchObject({ differsAt: 2, steps: 2 * CHECKPOINT_STEPS });
    // The same digest after more draws is another run.
    expect(await compare(checkpoints.map((checkpoint, at) => (at === 3 ? checkpoint.replace(/\d+$/, '1') : checkpoint)))).toMatchObject({
      differsAt: 3,
    });
  });

  it('finds a run that another production code cut short or went past', async () => {
    expect(await compare(checkpointsOf(), changedAt(3))).toMatchObject({ differsAt: 1 });
    expect(await compare(checkpointsOf().slice(0, -1))).toMatchObject({ differsAt: 4, steps: STEPS });
    expect(await compare([...checkpointsOf(), 'one more'])).toMatchObject({ differsAt: 5 });
  });
});
