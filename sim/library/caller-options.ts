import { seedFault } from '../campaign/seeds.ts';
import { show } from '../data/ops/refusal.ts';
import { form, listOf, oneOf, record, whole, type Fields, type Form } from '../data/value-form.ts';
import { SCENARIO } from '../world/custom-forms.ts';
import { SCENARIOS } from '../world/scenarios/index.ts';

// What a caller of the library hands over, held against what it must be: an option that is misspelt would silently be its default.

/** Throws a RangeError in one sentence for options that have a key too many or a value of another form. O(options). */
export function checkOptions<T extends object>(action: string, fields: Fields<T>, options: T): void {
  checkForm(action, record(fields), options, 'options');
}

/** Throws a RangeError in one sentence for a value of another form. `called` is its name in the sentence. */
export function checkForm(action: string, must: Form, value: unknown, called: string): void {
  const fault = must(value, called);
  if (fault !== null) throw new RangeError(`Cannot ${action}: ${fault}`);
}

/** A scenario of a caller's own, or the name of one of ours. */
export const SCENARIO_OR_NAME: Form = (value, path) => {
  if (typeof value !== 'string') return SCENARIO(value, path);
  return oneOf(SCENARIOS.map(({ name }) => name))(value, path);
};

export const SEED: Form = (value, path) => {
  const fault = typeof value === 'string' ? seedFault(value) : "must be a text, such as '1'";
  return fault === null ? null : `${path} ${fault}${typeof value === 'string' ? '' : `, got ${show(value)}`}`;
};

const NUMBER_OR_LIST = form(
  "a number, or an array of texts such as ['1', '7']",
  (value) => typeof value === 'number' || Array.isArray(value),
);

/** How many seeds, or which: at least one, as a campaign without runs would pass. */
export const SEEDS: Form = (value, path) =>
  NUMBER_OR_LIST(value, path) ?? (typeof value === 'number' ? whole(1)(value, path) : listOf(SEED, 1)(value, path));
