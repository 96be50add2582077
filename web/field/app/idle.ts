const longestMs = 1000;
const elsewhereMs = 200;

/** Resolves when the page has nothing better to do; Safari does not tell, and waits a little. */
export const idle = (): Promise<void> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: longestMs });
    else setTimeout(resolve, elsewhereMs);
  });
