import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { Button, Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNarrow } from '../ui/use-narrow.ts';

/** Widths of the panels where they are drawers over the map, CSS pixels. */
export const drawerWidthPx = { left: 360, right: 460 } as const;

/** A panel at the side of the map, or a drawer over it where the window is narrow. */
export function SidePanel({
  side,
  open,
  onOpen,
  label,
  children,
}: {
  side: 'left' | 'right';
  open: boolean;
  onOpen: (open: boolean) => void;
  label: string;
  children: ReactNode;
}) {
  const { t } = useTranslation('map');
  const narrow = useNarrow();
  const Icon = (side === 'left') === open ? MenuFoldOutlined : MenuUnfoldOutlined;
  const toggleLabel = open ? t('panels.collapse') : t('panels.expand');
  const toggle = (
    <Button
      className={`panel-toggle panel-toggle-${side}`}
      icon={<Icon />}
      aria-label={toggleLabel}
      title={toggleLabel}
      aria-expanded={open}
      onClick={() => onOpen(!open)}
    />
  );
  if (narrow)
    return (
      <>
        {!open && toggle}
        <Drawer
          placement={side}
          open={open}
          onClose={() => onOpen(false)}
          mask={false}
          size={drawerWidthPx[side]}
          title={label}
          destroyOnHidden
          getContainer={false}
          rootClassName="panel-drawer"
        >
          <div className={`panel-body panel-body-${side}`}>{children}</div>
        </Drawer>
      </>
    );
  return (
    <aside className={`panel panel-${side} ${open ? '' : 'panel-closed'}`} aria-label={label}>
      {open && <div className={`panel-body panel-body-${side}`}>{children}</div>}
      {toggle}
    </aside>
  );
}
