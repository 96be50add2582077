/**
 * Registers the service worker, and tells when a new build waits.
 * @param onWaiting is given the act that changes to the new build and reloads the page
 */
export function registerWorker(onWaiting: (useNewBuild: () => void) => void): void {
  if (!('serviceWorker' in navigator)) return;
  let reloading = false;
  const hadWorker = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!hadWorker || reloading) return;
    reloading = true;
    location.reload();
  });
  void navigator.serviceWorker.register('/field/sw.js', { scope: '/field/' }).then((registration) => {
    const tell = () => {
      const { waiting } = registration;
      if (waiting && navigator.serviceWorker.controller) onWaiting(() => waiting.postMessage('use-new-build'));
    };
    tell();
    registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', tell));
  });
}
