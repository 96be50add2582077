import { DownOutlined, UpOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState, type HTMLAttributes, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The frame of a map's legend: its title and the way to fold it away. */
export function LegendBox({
  title,
  startsOpen = true,
  className = '',
  children,
  ...rest
}: HTMLAttributes<HTMLElement> & {
  title: string;
  startsOpen?: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation('map');
  const [open, setOpen] = useState(startsOpen);
  const toggle = open ? t('legend.collapse') : t('legend.expand');
  return (
    <section {...rest} className={`legend ${className}`} aria-label={t('legend.title')}>
      <header>
        <strong>{title}</strong>
        <Button
          type="text"
          size="small"
          icon={open ? <DownOutlined /> : <UpOutlined />}
          aria-label={toggle}
          title={toggle}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
      </header>
      {open && children}
    </section>
  );
}
