import { countOf } from '../data/count.ts';
import { parseCampaignJson } from '../report/campaign-json-form.ts';
import { campaignReports, type FindingReport, findingReport } from '../report/campaign-reports.ts';
import { EXIT, exitWord, type ExitCode } from '../report/exit-code.ts';
import { campaignCases } from '../report/junit.ts';
import { countWithCommas } from '../report/table.ts';
import type { StageEnd, StageVerdict } from './stage.ts';

/** Codes from here on are those of a shell: a program that was not found, or that a signal ended. */
const SHELL_CODES = 126;
const TOLD_LINES = 12;

/** A verdict without counts. */
export function verdictOf(exit: ExitCode, note: string, reports: readonly FindingReport[] = []): StageVerdict {
  return { exit, note, passed: 0, failed: 0, reports };
}

/** Codes that say what was found: a process that was asked to end may still report it. */
const FOUND: readonly number[] = [EXIT.safety, EXIT.liveness, EXIT.nondeterminism, EXIT.goals];

/** The same for a command of this program: what it found before it was cut off stays found. */
function ownAbnormalExit(end: StageEnd): StageVerdict | null {
  return end.isCut && end.code !== null && FOUND.includes(end.code) ? null : exitFault(end);
}

/** What every stage has in common: it was cut off, did not start, or died of something that is no verdict. Null if none of it. */
export function exitFault({ code, signal, startFault, isCut, isStopped = false }: StageEnd): StageVerdict | null {
  if (isStopped) return verdictOf(EXIT.inconclusive, 'interrupted before its work was done');
  if (isCut) return verdictOf(EXIT.inconclusive, 'its time was over before its work was done: --budget gives it more');
  if (startFault !== null) return verdictOf(EXIT.internal, `it could not be started: ${startFault}`);
  if (signal !== null) return verdictOf(EXIT.internal, `it was ended by ${signal}`);
  if (code === null || code >= SHELL_CODES) return verdictOf(EXIT.internal, `it ended with ${code ?? 'no code'}`);
  return null;
}

/** Code that does not compile, of which a script ends before its command begins; null for anything else. */
export function typesFault({ code, output }: StageEnd): StageVerdict | null {
  if ((code !== 1 && code !== 2) || !/error TS\d+:/.test(output)) return null;
  const line = 'npm run build';
  const sentence = 'the code does not compile';
  return verdictOf(EXIT.check, sentence, [findingReport({ signature: line, sentence, details: lastLines(output, TOLD_LINES), line })]);
}

/** Reads a tool that ends with one of `failing` when what it looks at is wrong, and otherwise only when it breaks itself. */
export function judgeTool(line: string, failing: readonly number[], done: string): (end: StageEnd) => StageVerdict {
  return (end) => {
    const incident = exitFault(end);
    if (incident !== null) return incident;
    if (end.code === 0) return verdictOf(EXIT.ok, done);
    if (!failing.includes(end.code as number)) return verdictOf(EXIT.internal, `it ended with ${end.code}, which is no verdict`);
    const details = lastLines(end.output, TOLD_LINES);
    return verdictOf(EXIT.check, `it ended with ${end.code}`, [
      findingReport({ signature: line, sentence: `${line} objects`, details, line }),
    ]);
  };
}

/** Reads a command of this program, whose codes are ours. A usage error here is one of the gate itself. */
export function judgeOwn(line: string, done: (output: string) => string): (end: StageEnd) => StageVerdict {
  return (end) => {
    const incident = ownAbnormalExit(end) ?? typesFault(end);
    if (incident !== null) return incident;
    const exit = Object.values(EXIT).find((code) => code === end.code);
    if (exit === undefined || exit === EXIT.usage || exit === EXIT.check || exit === EXIT.internal)
      return verdictOf(EXIT.internal, `it ended with ${end.code}`);
    if (exit === EXIT.ok) return verdictOf(EXIT.ok, done(end.output));
    const details = lastLines(end.output, TOLD_LINES);
    return verdictOf(exit, done(end.output), [
      findingReport({ signature: `${line} (${exitWord(exit)})`, sentence: `${line} ended with ${exit}`, details, line }),
    ]);
  };
}

/**
 * Reads a campaign: its code, which must be that of the result which it left, and its reports, one for each signature. A
 * campaign that made no step has shown nothing. One that was ended in the middle has left what it had found by then.
 */
export function judgeCampaign(end: StageEnd, result: string | null): StageVerdict {
  const incident = ownAbnormalExit(end) ?? typesFault(end);
  const json = result === null ? 'it left none' : parseCampaignJson(result);
  if (incident !== null) {
    if (typeof json === 'string' || !FOUND.includes(json.exit)) return incident;
    return {
      ...verdictOf(
        json.exit,
        `${incident.note}; ${countOf(json.reports.length, 'signature was', 'signatures were')} found before`,
        campaignReports(json),
      ),
      campaign: json,
    };
  }
  if (typeof json === 'string') return verdictOf(EXIT.internal, `it ended with ${end.code}, and its result: ${json}`, brokenCampaign(end));
  if (json.exit !== end.code)
    return verdictOf(EXIT.internal, `it ended with ${end.code}, and its result says ${json.exit}`, brokenCampaign(end));
  const found =
    json.reports.length === 0 ? '' : `, ${countOf(json.reports.length, 'signature')} in ${countOf(json.findings.length, 'finding')}`;
  const note = `${countOf(json.runs.length, 'run')}, ${countWithCommas(json.steps, 'step')}${found}`;
  if (json.exit === EXIT.ok && json.steps === 0) return verdictOf(EXIT.inconclusive, `not one step was made: ${note}`);
  return { ...verdictOf(json.exit, note, campaignReports(json)), cases: campaignCases(json), campaign: json };
}

function brokenCampaign({ output }: StageEnd): readonly FindingReport[] {
  const details = lastLines(output, TOLD_LINES);
  return [findingReport({ signature: 'campaign/broke', sentence: 'a campaign broke', details })];
}

/** Codes of the fuzzer that say what was found. */
const FOUND_BY_FUZZER: readonly number[] = [71, 73, 77];
/** What the codes of the fuzzer are to the gate: it has its own, as users of fuzzers know them. */
const OF_FUZZER: Readonly<Record<number, ExitCode>> = {
  0: EXIT.ok,
  // An input took more memory than it may, or did not come to its end in time: either is a finding.
  71: EXIT.safety,
  72: EXIT.inconclusive,
  73: EXIT.safety,
  77: EXIT.safety,
};

/** Reads the fuzzer. */
export function judgeFuzzer(line: string, done: (output: string) => string): (end: StageEnd) => StageVerdict {
  return (end) => {
    const hasFound = end.isCut && end.code !== null && FOUND_BY_FUZZER.includes(end.code);
    const incident = hasFound ? null : (exitFault(end) ?? typesFault(end));
    if (incident !== null) return incident;
    const exit = OF_FUZZER[end.code as number] ?? EXIT.internal;
    if (exit === EXIT.ok) return verdictOf(exit, done(end.output));
    const details = lastLines(end.output, TOLD_LINES);
    const sentence = `${line} ended with ${end.code}`;
    return verdictOf(exit, done(end.output), [findingReport({ signature: `${line} (${exitWord(exit)})`, sentence, details, line })]);
  };
}

/** The last lines of a text that are not empty. */
export function lastLines(text: string, count: number): string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count);
}
