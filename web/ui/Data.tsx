import type { ReactNode } from 'react';

/**
 * A name or wording that is data, not interface text: it stays Chinese in either language and says so to screen readers
 * and to the test that looks for untranslated text.
 */
export function Data({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <span lang="zh-CN" data-content="data" className={className}>
      {children}
    </span>
  );
}
