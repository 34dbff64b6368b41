// Starts the gate, whether or not the code compiles: what the compiler objects to is for the gate to tell, with its code and its
// reports. Plain JavaScript, since it comes before the compiler. Where the gate itself cannot be loaded, it tells that much.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LINES_MAX = 12;

/**
 * Builds the gate; what the compiler says goes to standard error. Its first lines; null where the code compiles.
 * @returns {string | null}
 */
function build() {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '-b', 'sim'], { cwd: ROOT, encoding: 'utf8' });
  process.stderr.write(stdout + stderr);
  return status === 0 ? null : stdout.trimEnd().split('\n').slice(0, LINES_MAX).join('\n');
}

/**
 * The value of an option of `verify`; null where it was not given.
 * @param {string} name
 * @returns {string | null}
 */
function valueOf(name) {
  const args = process.argv.slice(2);
  const at = args.findLastIndex((text) => text === `--${name}` || text.startsWith(`--${name}=`));
  if (at === -1) return null;
  return args[at].includes('=') ? args[at].slice(name.length + 3) : (args[at + 1] ?? null);
}

/**
 * @param {string | null} path
 * @param {string} text
 */
function save(path, text) {
  try {
    if (path !== null) writeFileSync(path, text);
  } catch (error) {
    process.stderr.write(`varta-sim: Cannot write ${path}: ${String(error)}\n`);
  }
}

/**
 * Says what the gate would of code that does not compile.
 * @param {string} objection
 */
function tellTypes(objection) {
  const note = 'the code does not compile, and the gate with it';
  const reports = [
    { signature: 'npm run build', sentence: note, details: objection.split('\n'), count: 1, file: null, line: 'npm run build' },
  ];
  const part = { name: 'types', line: 'npm run build', elapsedMs: 0, budgetMs: 0, exit: 1, note, passed: 0, failed: 0, reports };
  const json = `${JSON.stringify({ exit: 1, passed: 0, failed: 1, freshSeed: '', parts: [part] })}\n`;
  /** @param {string} character */
  const code = (character) => `&#${character.codePointAt(0)};`;
  // oxlint-disable-next-line no-control-regex
  const xml = objection.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, ' ').replaceAll(/[&<>"']/g, code);
  save(valueOf('out'), json);
  save(
    valueOf('junit'),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="varta-sim" tests="1" failures="1" errors="0">
  <testsuite name="types" tests="1" failures="1" errors="0">
    <testcase classname="npm run build" name="npm run build">
      <failure message="${note}">${xml}</failure>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
  if (process.argv.includes('--json')) process.stdout.write(json);
  process.stderr.write(`varta-sim: types: ${note}\n`);
  process.exitCode = 1;
}

const objection = build();
let isLoaded = true;
try {
  await import('../../dist/sim/cli/verify-command.js');
} catch (error) {
  if (objection === null) throw error;
  isLoaded = false;
  tellTypes(objection);
}
if (isLoaded) await import('../../dist/sim/cli/main.js');
