import type { Refusal } from '../../data/ops/refusal.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { buildWorld } from './build-world.ts';
import { checkForm } from './check-form.ts';
import { readClaims } from './claims.ts';
import { readExpectations } from './expectations.ts';
import { FaultBook, sentence } from './fault.ts';
import type { ScenarioForm } from './file-form.ts';
import { fileScenario } from './file-scenario.ts';
import { readJson } from './json-text.ts';
import { brokenPremise } from './liveness-premise.ts';
import { excessiveWork } from './work.ts';
import { readInput, whyUnreadable } from '../../data/read-input.ts';

/** Largest scenario file. */
export const FILE_BYTES_MAX = 1_048_576;

/**
 * Reads a scenario from the text of a file; `file` is its name, for the sentence that says why it cannot be taken. Never
 * throws, whatever the text. O(text).
 */
export function parseScenario(text: string, file: string): Scenario | Refusal {
  if (Buffer.byteLength(text) > FILE_BYTES_MAX) return tooLarge(file);
  // Editors put a byte order mark there.
  const json = readJson(text.startsWith('\uFEFF') ? text.slice(1) : text);
  if (!('value' in json)) return { refused: `${file} line ${json.line} column ${json.column}: ${json.says}` };
  const checked = checkForm(json.value);
  if (!('form' in checked)) return { refused: sentence(file, checked) };
  return scenarioOf(checked.form, file);
}

function scenarioOf(form: ScenarioForm, file: string): Scenario | Refusal {
  const faults = new FaultBook();
  const world = buildWorld(form, faults);
  const expected = readExpectations(form.expect, faults);
  const claims = readClaims(form, world, faults);
  const fault = faults.first ?? excessiveWork(world) ?? brokenPremise(world);
  return fault === null ? fileScenario(form.name, form.claim, world, expected, claims) : { refused: sentence(file, fault) };
}

/** The text of a scenario file, of which no more is read than it may be long; not parsed. The refusal names the file. */
export async function readScenarioText(path: string): Promise<string | Refusal> {
  let bytes: Uint8Array;
  try {
    bytes = readInput(path, FILE_BYTES_MAX);
  } catch (error) {
    return { refused: `${path}: ${whyUnreadable(error, 'scenario file')}` };
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { refused: `${path}: it is not valid UTF-8` };
  }
}

function tooLarge(file: string): Refusal {
  return { refused: `${file}: the file must be at most ${FILE_BYTES_MAX} bytes long` };
}
