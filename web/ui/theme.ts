import type { ThemeConfig } from 'antd';

/** System fonts with Chinese faces of all platforms; nothing is downloaded. */
export const fontFamily =
  'system-ui, -apple-system, "Segoe UI", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Noto Sans", sans-serif';

export const colors = {
  brand: '#0f5f73',
  ink: '#1d2b33',
  quiet: '#5c6b73',
  line: '#dfe5e8',
  page: '#f4f6f7',
  met: '#12707f',
  unmet: '#c2541b',
  unknown: '#6b7680',
} as const;

/** @param motion whether parts of the page may move */
export const antTheme = (motion: boolean): ThemeConfig => ({
  // The rules of antd's style sheet, which main.tsx loads, in place of some that are made again at every start of a page.
  zeroRuntime: true,
  token: {
    motion,
    fontFamily,
    fontSize: 13,
    colorPrimary: colors.brand,
    // Derived from so dark a colour these would be greys on which text is hard to read.
    colorPrimaryBg: '#e4f1f3',
    colorPrimaryBgHover: '#d3e7ea',
    colorLink: colors.brand,
    colorText: colors.ink,
    colorTextSecondary: colors.quiet,
    colorTextDescription: colors.quiet,
    colorBorderSecondary: colors.line,
    borderRadius: 6,
    controlHeight: 30,
    controlHeightSM: 24,
  },
  components: {
    Table: { cellPaddingBlockSM: 5, cellPaddingInlineSM: 8, headerBg: '#f0f4f5' },
    Tabs: { horizontalMargin: '0', titleFontSize: 13 },
    Menu: { horizontalItemSelectedColor: colors.brand, itemPaddingInline: 10 },
  },
});
