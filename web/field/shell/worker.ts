/// <reference lib="webworker" />
/**
 * Service worker of the field app: keeps every file of one build, so that the app starts without a network. A new build waits
 * until nobody uses the old one any more; what was recorded lies in the database of the browser and is touched by neither.
 */
export {};
declare const self: ServiceWorkerGlobalScope;

/** Files of this build, filled in by the build (see vite.config.ts); their names carry hashes of what is in them. */
declare const __FIELD_FILES__: readonly string[];
declare const __FIELD_BUILD__: string;

const page = '/field/';
const prefix = 'field-';
const cacheName = `${prefix}${__FIELD_BUILD__}`;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll([page, ...__FIELD_FILES__].map((url) => new Request(url, { cache: 'no-cache' })))),
  );
});

self.addEventListener('activate', (event) => {
  const removeOld = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(removeOld());
});

self.addEventListener('message', (event) => {
  if (event.data === 'use-new-build') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  const isPage = event.request.mode === 'navigate' && url.pathname.startsWith(page);
  if (!isPage && !__FIELD_FILES__.includes(url.pathname)) return;
  const answer = async () => {
    const cache = await caches.open(cacheName);
    return (await cache.match(isPage ? page : url.pathname)) ?? fetch(event.request);
  };
  event.respondWith(answer());
});
