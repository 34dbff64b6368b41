import { giveSign, serveTasks, writeLine } from '../process/in-child.ts';
import { trackerUnderTest } from '../subject/foreign/open-tracker.ts';
import { productionUnderTest } from '../subject/production-under-test.ts';
import type { Domain } from './domain.ts';
import { Expander, type Batch, type Expansion } from './expander.ts';

// A worker of an exploration: a process that takes batches and answers with what follows their states.

/** What all batches of an exploration share. */
export interface WorkerSettings {
  readonly domains: readonly Domain[];
  readonly isReduced: boolean;
  /** Whether a batch is expanded as if it were the first, so that what comes of it depends on nothing else. Default false. */
  readonly isForgetful?: boolean;
}

/** A batch of one of the domains. */
export interface DomainBatch {
  /** Its place in the settings. */
  readonly domain: number;
  readonly batch: Batch;
}

let expanders: readonly Expander[] = [];
let tellsEach = false;
const production = await productionUnderTest();

const tracker = await trackerUnderTest();

const tasks = {
  settings: ({ domains, isReduced, isForgetful = false }: WorkerSettings): void => {
    const onTransition = (from: number, op: number): void => {
      if (tellsEach) writeLine('op', String(from), String(op));
      else giveSign();
    };
    expanders = domains.map((domain) => new Expander(domain, { production, isReduced, tracker, isForgetful }, onTransition));
  },
  expand: ({ domain, batch }: DomainBatch): Expansion => expanders[domain].expand(batch),
  /** The same, telling each operation before it is carried out: where a batch has ended its process. */
  trace: ({ domain, batch }: DomainBatch): void => {
    tellsEach = true;
    expanders[domain].expand(batch);
  },
};

/** What a worker serves. */
export type WorkerTasks = typeof tasks;

serveTasks(tasks);
