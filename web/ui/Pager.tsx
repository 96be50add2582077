import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/**
 * Cursors of the pages passed on the way to the present one; they mean something only for what was asked when they were
 * met (`scope`).
 */
export function useTrail(scope: string) {
  const [trail, setTrail] = useState<{ scope: string; cursors: readonly string[] }>({ scope, cursors: [] });
  const cursors = trail.scope === scope ? trail.cursors : [];
  return { cursors, goTo: (next: readonly string[]) => setTrail({ scope, cursors: next }) };
}

interface PagerProps {
  /** How many there are in all, in words. */
  total: string;
  testId?: string;
  trail: ReturnType<typeof useTrail>;
  pageSize: number;
  shown: number;
  /** null on the last page, and while another page is on its way. */
  nextCursor: string | null;
}

/** Which part of a list is shown, and the way to the pages before and after. */
export function Pager({ total, testId, trail: { cursors, goTo }, pageSize, shown, nextCursor }: PagerProps) {
  const { t } = useTranslation();
  const first = cursors.length * pageSize;
  return (
    <Space style={{ margin: '8px 0' }}>
      <span data-testid={testId}>{total}</span>
      <span>{shown > 0 && `${first + 1}–${first + shown}`}</span>
      <Button
        size="small"
        icon={<LeftOutlined />}
        aria-label={t('page.previous')}
        disabled={cursors.length === 0}
        onClick={() => goTo(cursors.slice(0, -1))}
      />
      <Button
        size="small"
        icon={<RightOutlined />}
        aria-label={t('page.next')}
        disabled={nextCursor === null}
        onClick={() => nextCursor !== null && goTo([...cursors, nextCursor])}
      />
    </Space>
  );
}
