import type { Kysely } from 'kysely';
import { defaultRuleParameters, text, type Language } from '../../../gis-data/catalogue/index.ts';
import type { Schema } from '../../db/schema.ts';
import { assess } from '../../indicators/index.ts';
import type { Network } from '../../network/graph.ts';
import { problems } from '../../registry/problem.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import type { InstallationKey, WorkbookCheck, WorkbookFacts } from '../contract.ts';
import { fingerprintOf, publicPem } from '../signing/key.ts';
import { installationKey, storedKey } from '../signing/store.ts';
import { workbookContent } from './content.ts';
import { checkInThread, writeInThread } from './thread.ts';
import { workbookSheets } from './workbook.ts';

/** Pieces of work that may wait for the one that runs; each takes seconds and a core. */
const MOST_WAITING = 8;

export interface WorkbookRequest {
  /** Default: today. */
  asOf?: string;
  /** Division code; default: the whole city. */
  county?: string;
  language: Language;
}

export interface WorkbookFile {
  bytes: Buffer;
  /** File name without its ending. */
  name: string;
  facts: WorkbookFacts;
}

/** Proving workbooks of this installation. */
export interface WorkbookService {
  /** Makes and signs a workbook. @throws Problem not-found for an unknown county, unavailable while too many wait */
  make(request: WorkbookRequest): Promise<WorkbookFile>;
  /**
   * Checks a file against the installation's key.
   * @throws Problem too-large beyond the limits, unavailable while too many wait
   */
  check(path: string): Promise<WorkbookCheck>;
  /** The public half of the installation's key, which is made when first needed. */
  publicKey(): Promise<InstallationKey>;
}

export interface WorkbookSources {
  kysely: Kysely<Schema>;
  snapshots: SnapshotService;
  walkNetwork(): Promise<Network | null>;
}

export function createWorkbookService({ kysely, snapshots, walkNetwork }: WorkbookSources): WorkbookService {
  const oneAtATime = createQueue(MOST_WAITING);
  return {
    async make({ asOf, county, language }) {
      const [snapshot, network, key] = await Promise.all([snapshots.at(asOf), walkNetwork(), installationKey(kysely)]);
      const content = workbookContent({
        snapshot,
        assessment: assess(snapshot, defaultRuleParameters, network),
        network,
        countyCode: county ?? null,
        language,
        generatedAt: new Date().toISOString(),
      });
      const bytes = await oneAtATime(() => writeInThread(workbookSheets(content, key, language)));
      const { scope } = content.facts;
      return {
        bytes,
        facts: content.facts,
        name: { zh: `${scope.name}核验工作簿-${snapshot.asOf}`, en: `proving-workbook-${scope.code}-${snapshot.asOf}` }[
          language
        ],
      };
    },
    async check(path) {
      const key = await storedKey(kysely);
      return oneAtATime(() => checkInThread(path, key ? [publicPem(key.publicKey)] : []));
    },
    async publicKey() {
      const { publicKey, createdAt } = await installationKey(kysely);
      return {
        algorithm: 'Ed25519',
        publicKey: publicPem(publicKey),
        fingerprint: fingerprintOf(publicKey),
        createdAt,
      };
    },
  };
}

/** Runs work one after the other, and refuses more than some waiting. */
function createQueue(mostWaiting: number) {
  let pending = 0;
  let last: Promise<unknown> = Promise.resolve();
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (pending > mostWaiting) {
      throw problems.unavailable(
        text('正在处理的工作簿过多,请稍后再试', 'Too many workbooks are being worked on; try again later'),
      );
    }
    pending++;
    const result = last.then(work);
    last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      pending--;
    }
  };
}
