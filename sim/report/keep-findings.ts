import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Campaign } from '../campaign/campaign.ts';
import type { CampaignFinding } from '../campaign/job.ts';
import type { JobLoss } from '../campaign/pool.ts';
import { messageOf } from '../data/describe-thrown.ts';
import { InfrastructureError } from '../data/infrastructure-error.ts';
import { saveTraceText } from '../findings/finding-file.ts';
import { signatureOf } from '../oracle/finding.ts';
import { hasShorter, recordingOf, SIGNATURES_MAX, traceFacts, wholePath, wholeTrace, type Recording } from './finding-trace.ts';

/** A finding that is on disk. */
export interface KeptFinding {
  readonly found: CampaignFinding;
  readonly recording: Recording;
  readonly path: string;
}

/** Callbacks of a {@link FindingKeeper}. */
export interface KeeperWatch {
  /** Something new is on disk. */
  readonly saved: () => void;
  /** Told once why something could not be saved. */
  readonly fault: (sentence: string) => void;
}

/** A file that this program has written, with what is in it; `isOurs` is false where one of that name was there before. */
interface OnDisk extends KeptFinding {
  readonly isOurs: boolean;
}

/**
 * Saves what a campaign finds while it goes on, so that whatever ends the process leaves it: the shortest run of each
 * signature so far, not shrunk. One at a time, beside the workers.
 */
export class FindingKeeper {
  readonly #campaign: Campaign;
  readonly #folder: string;
  readonly #on: KeeperWatch;
  readonly #kept = new Map<string, OnDisk>();
  /** What is to be done, by signature, or by what ended a worker. */
  readonly #due = new Map<string, () => Promise<void>>();
  readonly #best = new Map<string, number>();
  readonly #endings = new Set<string>();
  #work: Promise<void> | null = null;
  #isClosed = false;
  #hasFault = false;

  constructor(campaign: Campaign, folder: string, on: KeeperWatch) {
    this.#campaign = campaign;
    this.#folder = folder;
    this.#on = on;
  }

  /** Takes note of a finding: it will be on disk soon, unless a shorter one of its signature is. */
  note(found: CampaignFinding): void {
    const signature = signatureOf(found.finding);
    const best = this.#best.get(signature);
    if (best === undefined ? this.#best.size >= SIGNATURES_MAX : best <= found.finding.step) return;
    this.#best.set(signature, found.finding.step);
    this.#plan(signature, () => this.#keep(signature, found));
  }

  /** Takes note of a run whose worker was lost: the first of each kind is looked into. */
  noteLoss(loss: JobLoss): void {
    const { rule } = loss.exit;
    if (this.#endings.has(rule)) return;
    this.#endings.add(rule);
    this.#plan(rule, async () => {
      const found = await this.#campaign.lookInto(loss);
      if (found !== null && found.lines !== null) await this.#keep(signatureOf(found.finding), found);
    });
  }

  /** Resolves once the file that is being written is whole; begins no other. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#due.clear();
    await this.#work;
  }

  /** What is on disk of a signature; null for nothing. */
  keptOf(signature: string): KeptFinding | null {
    return this.#kept.get(signature) ?? null;
  }

  /** Removes the file of a signature for which another one has been saved. */
  async replace(signature: string, path: string): Promise<void> {
    const kept = this.#kept.get(signature);
    if (kept !== undefined && kept.isOurs && kept.path !== path && kept.path !== wholePath(path)) await rm(kept.path, { force: true });
  }

  #plan(key: string, work: () => Promise<void>): void {
    if (this.#isClosed) return;
    this.#due.set(key, work);
    this.#work ??= this.#run();
  }

  async #run(): Promise<void> {
    for (const [key, work] of this.#due) {
      this.#due.delete(key);
      await work().catch((error: unknown) => this.#fail(error));
    }
    this.#work = null;
  }

  async #keep(signature: string, found: CampaignFinding): Promise<void> {
    const recording = await recordingOf(found, this.#campaign);
    // One that comes to something else when it is made again is told at the end.
    if (recording === null || (found.lines === null && recording.result.digest !== found.result?.digest)) return;
    const place = join(this.#folder, `${traceFacts(found, recording).name}.ndjson`);
    const path = (await hasShorter(place, found, recording.lines.length)) ? wholePath(place) : place;
    const isOurs = !existsSync(path);
    await saveTraceText(path, wholeTrace(found, recording), true);
    const before = this.#kept.get(signature);
    this.#kept.set(signature, { found, recording, path, isOurs });
    this.#on.saved();
    if (before !== undefined && before.isOurs && before.path !== path) await rm(before.path, { force: true });
  }

  #fail(error: unknown): void {
    if (this.#hasFault) return;
    this.#hasFault = true;
    const why = error instanceof InfrastructureError ? error.message : messageOf(error);
    this.#on.fault(`a finding could not be saved while the campaign goes on: ${why}`);
  }
}
