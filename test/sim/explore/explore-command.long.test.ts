import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { callNode, type Said } from '../../support/call-program.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MAIN = join(ROOT, 'dist/sim/cli/main.js');

const folder = scratchFolder(afterAll);

async function explore(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> {
  return callNode([MAIN, 'explore', ...args], { cwd: folder, env: { ...process.env, ...env }, timeoutMs: 60_000 });
}

interface ExploreJson {
  readonly exit: number;
  readonly traces: readonly string[];
  readonly domains: readonly {
    readonly depth: number;
    readonly states: number;
    readonly digest: string;
    readonly violations: readonly { readonly signature: string; readonly operations: readonly string[] }[];
  }[];
}

function json({ out }: Said): ExploreJson {
  return JSON.parse(out) as ExploreJson;
}

function put(name: string, content: unknown): string {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
}

const RECORD = { op: 'record', status: 'ok', now: '0', threshold: '100', origin: 'kernel-attested', ns: null };
const BEATS = {
  domain: 'beats',
  depth: 5,
  starts: [{ op: 'new', capacity: 2, policy: 'strict', window: 1 }],
  operations: [{ ...RECORD, pid: [6, 4], nonce: ['1', '2', '3'] }],
};

describe('explore', () => {
  it('says the same with one worker and with two, and where it goes on from a checkpoint', async () => {
    const args = ['--domain', 'stalls', '--domain', 'index', '--depth', '4', '--json'];
    const one = await explore([...args, '--workers', '1']);
    const two = await explore([...args, '--workers', '2', '--out', 'two.json']);
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(json(two).domains).toEqual(json(one).domains);
    expect(readFileSync(join(folder, 'two.json'), 'utf8')).toBe(two.out);

    const checkpoint = ['--checkpoint', 'here', '--workers', '1'];
    const cut = await explore([...args, ...checkpoint, '--budget', '1ms']);
    expect([cut.code, json(cut).domains.every(({ depth }) => depth < 4)]).toEqual([14, true]);
    const rest = await explore([...args, ...checkpoint]);
    expect([rest.code, json(rest).domains]).toEqual([0, json(one).domains]);
    // Nothing is left of drafts.
    expect(readdirSync(folder).filter((name) => name.includes('draft'))).toEqual([]);

    const other = await explore(['--domain', 'index', '--checkpoint', 'here']);
    expect([other.code, other.err]).toEqual([20, expect.stringContaining('is of other domains, of another --states, or of other code')]);
    const bytes = readFileSync(join(folder, 'here'));
    bytes[bytes.length - 5] ^= 1;
    writeFileSync(join(folder, 'here'), bytes);
    const damaged = await explore([...args, '--checkpoint', 'here']);
    expect([damaged.code, damaged.err]).toEqual([20, expect.stringContaining('is no checkpoint of an exploration, or it is damaged')]);
  }, 120_000);

  it('finds the operation that ends its process, and one that breaks a rule, each by a shortest run', async () => {
    const planted = put(
      'planted.mjs',
      `import * as source from ${JSON.stringify(join(ROOT, 'dist/src/index.js'))};
       import * as internal from ${JSON.stringify(join(ROOT, 'dist/src/internal.js'))};
       import * as node from ${JSON.stringify(join(ROOT, 'dist/src/node/index.js'))};
       class Tracker extends source.Tracker {
         record(...args) {
           if (args[0].nonce === 3n && super.lastNsOf(6) !== undefined) process.exit(7);
           return args[0].nonce === 2n && args[0].pid === 4 ? 'refreshed' : super.record(...args);
         }
       }
       export const production = { ...source, ...internal, ...node, Tracker };`,
    );
    const env = { VARTA_SIM_HARNESS_TEST_PRODUCTION: join(folder, planted) };
    const said = await explore(['--domain', put('beats.json', BEATS), '--json', '--workers', '1'], env);
    const [{ violations }] = json(said).domains;
    expect(said.code).toBe(10);
    expect(violations.map(({ operations }) => operations.length)).toEqual([2]);
    // Without the broken answer the process ends at the next depth.
    writeFileSync(join(folder, planted), readFileSync(join(folder, planted), 'utf8').replace("'refreshed'", 'super.record(...args)'));
    const ended = await explore(['--domain', 'beats.json', '--json', '--workers', '1'], env);
    const [died] = json(ended).domains[0].violations;
    expect([ended.code, died.signature, died.operations.length]).toEqual([10, 'no-throw/never-exits/record', 3]);
    expect(json(ended).traces.every((path) => existsSync(join(folder, path)))).toBe(true);
  }, 120_000);

  it.each([
    ['an unknown domain', ['--domain', 'trackr'], 'there is no domain "trackr"'],
    ['a file that is not there', ['--domain', 'none.json'], 'the domain none.json cannot be read'],
    ['a domain twice', ['--domain', 'codec', '--domain', 'codec'], '--domain must name different domains, got codec twice'],
    ['a depth of 65', ['--depth', '65'], '--depth must be a whole number from 1 to 64, got "65"'],
  ])('refuses %s in a sentence', async (_, args, sentence) => {
    const { code, err, out } = await explore(args);
    expect([code, out]).toEqual([20, '']);
    expect(err).toContain(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
