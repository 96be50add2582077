import { mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { text, type Text } from '../../gis-data/catalogue/index.ts';
import { networkName, type NetworkSummary } from './contract.ts';
import { NetworkError, type NetworkErrorCode } from './error.ts';
import { openNetwork, readNetworkHeader, saveNetwork } from './file.ts';
import type { Network, NetworkHeader, ProfileId } from './graph.ts';

/** A network file that opens. */
export interface NetworkEntry {
  header: NetworkHeader;
  bytes: number;
  modifiedMs: number;
}

/** A network file that does not open, and why. */
export interface UnreadableNetwork {
  name: string;
  code: NetworkErrorCode;
  message: Text;
}

/** A network that is being built now. */
export interface PendingNetwork {
  name: string;
  profile: ProfileId;
  /** Settles when the build is over. One that failed leaves what was there before; its builder says why. */
  ready: Promise<unknown>;
}

/** The networks of one data folder. */
export interface NetworkLibrary {
  readonly folder: string;
  /** Every network file, by name; only headers are read, so columns may still turn out damaged when opened. */
  list(): { items: NetworkEntry[]; unreadable: UnreadableNetwork[]; pending: string[] };
  /**
   * Opens a network; one that is being built is waited for. Kept open for the next caller, and read again when its file
   * changed.
   * @throws NetworkError bad-name, no-such-network, or why the file does not open
   */
  open(name: string): Promise<Network>;
  /** Writes a network under its header's name; a reader sees the old one or the new one, never a part. */
  save(network: Network): { file: string; bytes: number };
  /**
   * The network that questions are answered on when they name none: the newest of the profile that is not the
   * demonstration's, else the demonstration's; one that is being built is waited for. So importing the real network
   * replaces the demonstration, and nothing needs to be set.
   * @returns its name; null when there is no network of the profile
   */
  inUse(profile: ProfileId): Promise<string | null>;
  /** As `inUse`, without waiting: of the networks that are ready now. */
  inUseNow(profile: ProfileId): string | null;
  /** Tells of a network that is being built, so that whoever asks for it waits. */
  await(pending: PendingNetwork): void;
}

const ENDING = '.yztnet';

/** Networks kept open. A large one takes hundreds of megabytes, and questions rarely alternate between more. */
const KEPT_OPEN = 3;

/** Folder of the network files within a data folder. */
export const networksFolder = (dataDir: string): string => path.join(dataDir, 'networks');

/** @param folder where the network files are; made when first written to */
export function createNetworkLibrary(folder: string): NetworkLibrary {
  const headers = new Map<string, { stamp: string; entry: NetworkEntry }>();
  const opened = new Map<string, { stamp: string; network: Network }>();
  const pending = new Map<string, PendingNetwork>();

  const fileOf = (name: string) => path.join(folder, `${name}${ENDING}`);

  function entryOf(name: string): NetworkEntry {
    const { stamp, bytes, modifiedMs } = stampOf(fileOf(name));
    const known = headers.get(name);
    if (known?.stamp === stamp) return known.entry;
    const entry = { header: { ...readNetworkHeader(fileOf(name)), name }, bytes, modifiedMs };
    headers.set(name, { stamp, entry });
    return entry;
  }

  function openFile(name: string): Network {
    const file = fileOf(name);
    const { stamp } = stampOf(file);
    const known = opened.get(name);
    opened.delete(name);
    const network = known?.stamp === stamp ? known.network : named(openNetwork(file), name);
    opened.set(name, { stamp, network }); // last in the order of use
    if (opened.size > KEPT_OPEN) opened.delete(opened.keys().next().value!);
    return network;
  }

  const library: NetworkLibrary = {
    folder,
    list() {
      const items: NetworkEntry[] = [];
      const unreadable: UnreadableNetwork[] = [];
      for (const name of namesIn(folder)) {
        try {
          items.push(entryOf(name));
        } catch (error) {
          if (!(error instanceof NetworkError)) throw error;
          unreadable.push({ name, code: error.code, message: error.text });
        }
      }
      return { items, unreadable, pending: [...pending.keys()].sort() };
    },
    async open(name) {
      checkName(name);
      await over(pending.get(name));
      if (!namesIn(folder).includes(name)) throw noSuchNetwork(name, namesIn(folder));
      return openFile(name);
    },
    save(network) {
      checkName(network.header.name);
      mkdirSync(folder, { recursive: true });
      const file = fileOf(network.header.name);
      saveNetwork(file, network);
      return { file, bytes: statSync(file).size };
    },
    async inUse(profile) {
      const own = newest(library.list().items, profile, false);
      if (own !== null) return own;
      await Promise.all([...pending.values()].filter((build) => build.profile === profile).map(over));
      const { items } = library.list();
      return newest(items, profile, false) ?? newest(items, profile, true);
    },
    inUseNow(profile) {
      const ready = library.list().items.filter(({ header }) => !pending.has(header.name));
      return newest(ready, profile, false) ?? newest(ready, profile, true);
    },
    await(build) {
      pending.set(build.name, build);
      void over(build).then(() => {
        if (pending.get(build.name) === build) pending.delete(build.name);
      });
    },
  };
  return library;
}

/** A network under its file's name, also where the file was copied or renamed. */
const named = (network: Network, name: string): Network => ({ ...network, header: { ...network.header, name } });

/** @throws NetworkError bad-name: a name is a file name, and must not lead out of the folder */
export function checkName(name: string): void {
  if (networkName.safeParse(name).success) return;
  throw new NetworkError(
    'bad-name',
    text(
      `路网名称应为 1–64 个字母、数字、“-”或“_”,以字母或数字开头,不能是“${name}”`,
      `A network's name is 1–64 letters, digits, "-" or "_", beginning with a letter or digit, not "${name}"`,
    ),
  );
}

/** What a network says of itself, for those who list networks. */
export function summaryOf({ header, bytes }: NetworkEntry): NetworkSummary {
  const { name, profile, profileVersion, nodes, arcs, lengthM, bounds, islands, elevation, source } = header;
  const { file, sha256, attribution, demo } = source;
  return {
    ...{ name, profile, profileVersion, nodes, arcs, lengthM, bounds, islands, elevation, bytes },
    source: { file, sha256, attribution, demo },
  };
}

function noSuchNetwork(name: string, names: readonly string[]): NetworkError {
  const have = names.length === 0 ? text('还没有任何路网', 'there are none yet') : listed(names);
  return new NetworkError(
    'no-such-network',
    text(
      `没有名为“${name}”的路网(${have.zh})。用 yzt network build 由 .osm.pbf 文件建立`,
      `There is no network "${name}" (${have.en}). Build one from an .osm.pbf file with yzt network build`,
    ),
  );
}

const listed = (names: readonly string[]) => text(`已有:${names.join('、')}`, `there are: ${names.join(', ')}`);

/** Names of the network files of a folder, in order; others are left alone. */
function namesIn(folder: string): string[] {
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return files
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .filter((name) => networkName.safeParse(name).success)
    .sort();
}

/** Waits for the end of a build, good or bad. */
async function over(build: PendingNetwork | undefined): Promise<void> {
  await Promise.allSettled([build?.ready]);
}

function stampOf(file: string): { stamp: string; bytes: number; modifiedMs: number } {
  const { size, mtimeMs, ino } = statSync(file);
  return { stamp: `${ino} ${size} ${mtimeMs}`, bytes: size, modifiedMs: mtimeMs };
}

function newest(items: readonly NetworkEntry[], profile: ProfileId, demo: boolean): string | null {
  const fitting = items.filter(({ header }) => header.profile === profile && header.source.demo === demo);
  fitting.sort((a, b) => b.modifiedMs - a.modifiedMs || (a.header.name < b.header.name ? -1 : 1));
  return fitting[0]?.header.name ?? null;
}
