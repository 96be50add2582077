import type { Page } from 'playwright-core';

/** Texts on an English page with Chinese characters that are not marked as data: what was forgotten in translation. */
export function untranslatedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const chinese = /[\u4e00-\u9fff]/;
    const isData = (element: Element | null) =>
      element?.closest('[lang="zh-CN"]:not(html), [data-content="data"]') !== null;
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const element = node.parentElement;
      if (chinese.test(text) && !isData(element) && !element?.closest('script, style')) found.push(text);
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
      for (const name of ['aria-label', 'title', 'placeholder']) {
        const text = element.getAttribute(name) ?? '';
        if (chinese.test(text) && !isData(element)) found.push(`${name}: ${text}`);
      }
    return found;
  });
}
