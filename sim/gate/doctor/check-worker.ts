import type { WorkerTasks } from '../../campaign/worker.ts';
import { Child } from '../../process/child.ts';
import { well, wrong, type Diagnosis, type Place } from './check.ts';

const ANSWER_MS = 10_000;
const CURE = 'see that this user may start processes (ulimit -u) and that there is memory for them; then run npm run build';

/** Whether a worker of a campaign starts and answers. */
export async function checkWorker({ workerUrl }: Place): Promise<Diagnosis> {
  const child = new Child<WorkerTasks>(workerUrl);
  const outcome = await child.ask('settings', { check: 'cheap', knobs: {}, stepsMax: null, scenarios: [] }, { deadlineMs: ANSWER_MS });
  await child.kill();
  if (outcome !== null && 'answer' in outcome) return well('starts and answers');
  return wrong(outcome?.exit.got ?? 'it was given up', CURE);
}
