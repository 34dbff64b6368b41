import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { well, wrong, type Diagnosis, type Place } from './check.ts';

const RUN = ['run', '--scenario', 'tiny-tables', '--seed', 'doctor', '--for', '200ms', '--workers', '1', '--json'];
/** Places and languages as unlike each other as can be. */
const SURROUNDINGS = [
  { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' },
  { TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
];
const TIME_MS = 30_000;

/** Whether a small run comes to the same in other time zones and languages. */
export async function checkDigest({ mainPath, root }: Place): Promise<Diagnosis> {
  try {
    const [here, there] = await Promise.all(SURROUNDINGS.map((env) => digestIn(env, mainPath, root)));
    if (here === there) return well(`${here} in every time zone and language`);
    return wrong(
      `${here} in one time zone and language, ${there} in another`,
      'something reads its environment: npm run sim -- --rerun tells what',
    );
  } catch (error) {
    const lines = error instanceof Error ? error.message.trim().split('\n') : [String(error)];
    const text = lines.find((line) => /Error|varta-sim:/.test(line)) ?? lines[0];
    return wrong(
      `a small run does not come to its end: ${text}`,
      'run npm run build, then npm run sim -- --scenario tiny-tables --seed doctor',
    );
  }
}

async function digestIn(env: Readonly<Record<string, string>>, mainPath: string, root: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [mainPath, ...RUN], {
    cwd: root,
    env: { ...process.env, ...env },
    timeout: TIME_MS,
  });
  return (JSON.parse(stdout) as { readonly digest: string }).digest;
}
