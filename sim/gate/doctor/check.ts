/** What a check came to. */
export interface Diagnosis {
  readonly ok: boolean;
  /** What was seen, in a few words. */
  readonly says: string;
  /** What to do about it; empty where all is well. */
  readonly cure: string;
}

/** The set-up that is looked at. */
export interface Place {
  /** Folder of the project. */
  readonly root: string;
  /** Such as `20.20.2`. */
  readonly nodeVersion: string;
  readonly cores: number;
  readonly freeMb: number;
  /** Where traces of findings go. */
  readonly findingsFolder: string;
  /** The commit that is checked out; empty where none can be read. */
  readonly commit: string;
  /** The built program, and the program of a worker. */
  readonly mainPath: string;
  readonly workerUrl: URL;
}

/** One thing that a set-up needs. */
export interface Check {
  readonly name: string;
  readonly examine: (place: Place) => Diagnosis | Promise<Diagnosis>;
}

/** All is well. */
export function well(says: string): Diagnosis {
  return { ok: true, says, cure: '' };
}

/** Something is wrong, and what to do about it. */
export function wrong(says: string, cure: string): Diagnosis {
  return { ok: false, says, cure };
}
