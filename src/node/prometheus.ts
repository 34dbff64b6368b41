import { argumentError } from '../check.ts';
import type { MetricSample } from '../observer/metrics.ts';
import { METRIC_HELP } from './metric-help.ts';

/** What to answer as Content-Type along with {@link formatPrometheus}. */
export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Writes samples in Prometheus' text exposition format 0.0.4: families in the order of their first sample, each with
 * HELP (where `help` has a text) and TYPE. Throws RangeError for a name that the format cannot carry, or a family
 * of two types; TypeError for samples that are no array. O(samples).
 */
export function formatPrometheus(samples: readonly MetricSample[], help: ReadonlyMap<string, string> = METRIC_HELP): string {
  if (!Array.isArray(samples)) throw argumentError('format metrics', 'samples must be an array', samples, false);
  let text = '';
  for (const [name, family] of groupByName(samples)) {
    const sentence = help.get(name);
    if (sentence !== undefined) text += `# HELP ${name} ${escapeHelp(sentence)}\n`;
    text += `# TYPE ${name} ${family[0].type}\n`;
    for (const sample of family) text += `${name}${formatLabel(sample.label)} ${sample.value}\n`;
  }
  return text;
}

function groupByName(samples: readonly MetricSample[]): ReadonlyMap<string, readonly MetricSample[]> {
  const families = new Map<string, MetricSample[]>();
  for (const sample of samples) {
    checkName('name', METRIC_NAME, sample.name);
    const family = families.get(sample.name);
    if (family === undefined) families.set(sample.name, [sample]);
    else if (family[0].type === sample.type) family.push(sample);
    else throw argumentError('format metrics', `every sample of ${sample.name} must be a ${family[0].type}`, sample.type, true);
  }
  return families;
}

function formatLabel(label: MetricSample['label']): string {
  if (label === null) return '';
  const [name, value] = label;
  checkName('label name', LABEL_NAME, name);
  return `{${name}="${escapeLabelValue(value)}"}`;
}

function checkName(what: string, pattern: RegExp, name: string): void {
  if (!pattern.test(name)) throw argumentError('format metrics', `${what} must match ${pattern.source}`, name, true);
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabelValue(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
