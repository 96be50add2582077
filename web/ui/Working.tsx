import { Button, Progress, Space } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Something under way whose end is not known: what it is, for how long already, and how to stop it. */
export function Working({ label, onStop }: { label: string; onStop?: () => void }) {
  const { t } = useTranslation('common');
  const seconds = useElapsedSeconds();
  return (
    <div role="status" aria-live="polite" style={{ padding: '32px 0', maxWidth: 520 }}>
      <div style={{ marginBottom: 8 }}>{label}</div>
      <Progress percent={100} status="active" showInfo={false} />
      <Space>
        <span>{seconds >= 1 && t('elapsed', { seconds: String(seconds) })}</span>
        {onStop && (
          <Button size="small" onClick={onStop}>
            {t('stop')}
          </Button>
        )}
      </Space>
    </div>
  );
}

function useElapsedSeconds(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const started = Date.now();
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - started) / 1000)), 500);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}
