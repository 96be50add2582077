/// <reference lib="webworker" />
/**
 * Service worker of the field app: keeps every file of one build, so that the app starts without a network. A new build waits
 * until the user asks for it or nobody uses the old one any more; what was recorded lies in the database of the browser and is
 * touched by neither.
 */
export {};
declare const self: ServiceWorkerGlobalScope;

/** Files of this build, filled in by the build (see vite.config.ts); those below `assets` have hashes in their names. */
declare const __FIELD_FILES__: readonly string[];
declare const __FIELD_BUILD__: string;

const page = '/field/';
const prefix = 'field-';
const cacheName = `${prefix}${__FIELD_BUILD__}`;
const isHashed = (path: string) => path.startsWith('/assets/');

/** A server that changes builds meanwhile gives the page of another one, whose files are not here. */
async function isOfThisBuild(html: Response): Promise<boolean> {
  const named = (await html.text()).match(/\/assets\/[^"']+/g) ?? [];
  return named.length > 0 && named.every((path) => __FIELD_FILES__.includes(path));
}

/**
 * Takes in what is not here yet. Files come one by one and stay, so that a bad link goes on where it broke off; what an older build
 * has under the same hash is copied.
 */
async function takeIn(): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const path of [...__FIELD_FILES__, page]) {
    if (isHashed(path) && (await cache.match(path))) continue;
    const known = isHashed(path) ? await caches.match(path) : undefined;
    const answer = known ?? (await fetch(new Request(path, { cache: 'no-cache' })));
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    if (path === page && !(await isOfThisBuild(answer.clone()))) throw new Error('The page is of another build');
    await cache.put(path, answer);
  }
}

/** The build before stays: a tab that still shows it finds what it loads later. */
async function removeOld(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener('install', (event) => event.waitUntil(takeIn()));
self.addEventListener('activate', (event) => event.waitUntil(removeOld()));
self.addEventListener('message', (event) => {
  if (event.data === 'use-new-build') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  const isPage = event.request.mode === 'navigate' && url.pathname.startsWith(page);
  const path = isPage ? page : url.pathname;
  if (!isPage && !isHashed(path) && !__FIELD_FILES__.includes(path)) return;
  const answer = async () => {
    const cache = await caches.open(cacheName);
    return ((await cache.match(path)) ?? (isHashed(path) && (await caches.match(path)))) || fetch(event.request);
  };
  event.respondWith(answer());
});
