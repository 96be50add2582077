import { existsSync } from 'node:fs';
import path from 'node:path';

/** How the program is set up; every value comes from the environment (see README) or its default. */
export interface Config {
  host: string;
  port: number;
  dataDir: string;
  databaseUrl?: string;
  databaseReadUrl?: string;
  /** Load the demonstration city into an empty registry. */
  demo: boolean;
  adminPassword?: string;
  authSecret?: string;
  /** Address that users type, when a proxy stands in front. */
  publicUrl?: string;
  /** How many proxies stand in front; their word on the caller's address is believed. */
  trustProxy: number;
  logLevel: string;
  /** Where the index by which place names are found and compared is held. */
  nameIndex: 'memory' | 'database';
  basemap: Basemap | null;
  /** On which terms exported data may be used; written into the files. Absent = not stated. */
  dataLicence?: string;
}

/** A basemap from outside; none by default, so that the program needs no network beyond itself. */
export interface Basemap {
  /** XYZ template, or address of a PMTiles file. */
  url: string;
  /** The PMTiles file on this machine that the server hands out under `url`. */
  file: string | null;
  attribution: string;
  /** 审图号: map approval number, shown on the map. */
  approvalNumber: string | null;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * Reads the configuration.
 * @throws Error naming the variable and what it must be
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const port = Number(env.PORT ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`PORT must be a port number, not "${env.PORT}"`);
  const trustProxy = Number(env.YZT_TRUST_PROXY ?? 0);
  if (!Number.isInteger(trustProxy) || trustProxy < 0) {
    throw new Error(`YZT_TRUST_PROXY must be a number of proxies, not "${env.YZT_TRUST_PROXY}"`);
  }
  const logLevel = env.LOG_LEVEL ?? 'info';
  if (!logLevels.includes(logLevel))
    throw new Error(`LOG_LEVEL must be one of ${logLevels.join(', ')}, not "${logLevel}"`);
  const nameIndex = env.YZT_NAME_INDEX || 'memory';
  if (nameIndex !== 'memory' && nameIndex !== 'database') {
    throw new Error(`YZT_NAME_INDEX must be memory or database, not "${nameIndex}"`);
  }
  return {
    host: env.HOST ?? '127.0.0.1',
    port,
    dataDir: path.resolve(env.DATA_DIR ?? '.data'),
    databaseUrl: env.DATABASE_URL || undefined,
    databaseReadUrl: env.DATABASE_READ_URL || undefined,
    demo: env.YZT_DEMO !== '0',
    adminPassword: env.YZT_ADMIN_PASSWORD || undefined,
    authSecret: env.YZT_AUTH_SECRET || undefined,
    publicUrl: env.YZT_PUBLIC_URL || undefined,
    trustProxy,
    logLevel,
    nameIndex,
    basemap: basemapOf(env),
    dataLicence: env.YZT_DATA_LICENCE || undefined,
  };
}

/** Address under which a basemap file on this machine is handed out. */
const basemapFileUrl = '/basemap.pmtiles';

function basemapOf(env: NodeJS.ProcessEnv): Basemap | null {
  const given = env.YZT_BASEMAP_URL;
  if (!given) return null;
  const attribution = env.YZT_BASEMAP_ATTRIBUTION ?? '';
  const approvalNumber = env.YZT_BASEMAP_APPROVAL || null;
  if (URL.canParse(given)) {
    const isTemplate = ['{x}', '{y}', '{z}'].every((part) => decodeURI(given).includes(part));
    if (isTemplate || given.endsWith('.pmtiles')) return { url: given, file: null, attribution, approvalNumber };
  } else if (given.endsWith('.pmtiles')) {
    const file = path.resolve(given);
    if (!existsSync(file)) throw new Error(`YZT_BASEMAP_URL names a file that does not exist: ${file}`);
    return { url: basemapFileUrl, file, attribution, approvalNumber };
  }
  throw new Error('YZT_BASEMAP_URL must be an XYZ template with {z}, {x} and {y}, or a .pmtiles file or its address');
}
