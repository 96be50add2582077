/** An app that stays open for days looks for a new build when the network comes back, but no more often than this. */
const LOOK_EVERY_MS = 3600_000;

/**
 * Registers the service worker, and tells when a new build waits. Only the tab in which the user asked for it is loaded anew by
 * itself; in others something may be half filled in, so they are told again, and load when their user says so.
 * @param onWaiting is given the act that changes to the new build and reloads the page
 */
export function registerWorker(onWaiting: (useNewBuild: () => void) => void): void {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  const reload = () => location.reload();
  let isAsked = false;
  let hadWorker = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    if (!hadWorker) hadWorker = true;
    else if (isAsked) reload();
    else onWaiting(reload);
  });
  void serviceWorker.register('/field/sw.js', { scope: '/field/' }).then((registration) => {
    const tell = () => {
      const { waiting } = registration;
      if (!waiting || !serviceWorker.controller) return;
      onWaiting(() => {
        isAsked = true;
        waiting.postMessage('use-new-build');
      });
    };
    tell();
    registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', tell));
    let lookedAt = Date.now();
    addEventListener('online', () => {
      if (Date.now() - lookedAt < LOOK_EVERY_MS) return;
      lookedAt = Date.now();
      // Without a server there is no new build either.
      registration.update().catch(() => undefined);
    });
  });
}
