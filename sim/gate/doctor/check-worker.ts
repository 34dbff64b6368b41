import { Child } from '../../process/child.ts';
import { abnormalExitOf } from '../../process/abnormal-exit.ts';
import { well, wrong, type Diagnosis, type Place } from './check.ts';

const START_MS = 10_000;
const CURE = 'see that this user may start processes (ulimit -u) and that there is memory for them; then run npm run build';

/** Whether a worker of a campaign starts and speaks. */
export async function checkWorker({ workerUrl }: Place): Promise<Diagnosis> {
  const child = new Child(workerUrl);
  child.send({ settings: { check: 'cheap', knobs: {}, stepsMax: null, scenarios: [] } });
  const spoken = new Promise<boolean>((resolve) => {
    child.onText(() => resolve(true));
    setTimeout(() => resolve(false), START_MS).unref();
  });
  const first = await Promise.race([spoken, child.ended]);
  child.kill();
  await child.ended;
  if (first === true) return well('starts and speaks');
  return wrong(first === false ? `says nothing for ${START_MS / 1000} s` : abnormalExitOf(first).got, CURE);
}
