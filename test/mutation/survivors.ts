/** A mutant as the report names it. */
export interface MutantResult {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

/** Line and column, both from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** The part of Stryker's report (schema 2) that is read here. */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly MutantResult[] }>>;
}

/** A mutant that nothing objected to, named so that lines above it may come and go. */
export interface Survivor {
  readonly file: string;
  /** The line on which the change begins, without the space around it. */
  readonly line: string;
  /** What was there, on one line, and what took its place. */
  readonly original: string;
  readonly replacement: string;
}

/** A survivor that is let pass, and why: it changes nothing that could be seen. */
export interface Excuse extends Survivor {
  readonly why: string;
}

/** What a report comes to. */
export interface Score {
  /** Mutants that somebody objected to, hung, or threw; and all that compiled. */
  readonly detected: number;
  readonly total: number;
  /** Survivors without an excuse. */
  readonly unexplained: readonly Survivor[];
  readonly excused: number;
  /** Excuses without a survivor, of the files in the report. */
  readonly stale: readonly Excuse[];
}

const DETECTED = new Set(['Killed', 'Timeout', 'RuntimeError']);
const SURVIVED = new Set(['Survived', 'NoCoverage']);

/** Holds a report against the excuses. Each excuse stands for every survivor with its text. */
export function scoreOf(report: MutationReport, excuses: readonly Excuse[]): Score {
  const survivors: Survivor[] = [];
  let detected = 0;
  for (const [file, { source, mutants }] of Object.entries(report.files)) {
    const lines = source.split('\n');
    for (const mutant of mutants) {
      if (DETECTED.has(mutant.status)) detected++;
      if (SURVIVED.has(mutant.status)) survivors.push(survivorOf(file, lines, mutant));
    }
  }
  const excused = new Set(excuses.map(keyOf));
  const left = new Set(survivors.map(keyOf));
  const unexplained = survivors.filter((survivor) => !excused.has(keyOf(survivor)));
  return {
    detected,
    total: detected + survivors.length,
    unexplained,
    excused: survivors.length - unexplained.length,
    stale: excuses.filter((excuse) => excuse.file in report.files && !left.has(keyOf(excuse))),
  };
}

function keyOf({ file, line, original, replacement }: Survivor): string {
  return JSON.stringify([file, line, original, replacement]);
}

function survivorOf(file: string, lines: readonly string[], { location: { start, end }, replacement = '' }: MutantResult): Survivor {
  const text = lines.slice(start.line - 1, end.line);
  text[text.length - 1] = text[text.length - 1].slice(0, end.column - 1);
  text[0] = text[0].slice(start.column - 1);
  const line = lines[start.line - 1].trim();
  return { file, line, original: oneLine(text.join('\n')), replacement: oneLine(replacement) };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
