import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { BrowserRouter } from 'react-router';
import { ProblemError, setRequestLanguage } from '../api/client.ts';
import { antTheme } from '../ui/theme.ts';
import { i18next } from './i18n/index.ts';
import { Shell } from './Shell.tsx';
import { useView } from './url-state.ts';

/** A refusal stays a refusal when asked again; only a missing answer or a busy server is worth another try. */
const worthRetrying = (failures: number, error: unknown) =>
  failures < 2 && error instanceof ProblemError && (error.status === 0 || error.status === 503);

const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 30_000, retry: worthRetrying, refetchOnWindowFocus: false } },
});

/** What styles.css holds still for a person who asked for that, antd need not wait for. */
const theme = antTheme(!window.matchMedia('(prefers-reduced-motion: reduce)').matches);

/** Keeps translations, requests, date names and the document in the language that the address names. */
function Localised() {
  const [{ language }] = useView();
  const { t } = useTranslation();
  useLayoutEffect(() => {
    setRequestLanguage(language);
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
    localStorage.setItem('language', language);
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    void i18next.changeLanguage(language);
  }, [language]);
  useLayoutEffect(() => {
    document.title = t('product');
  }, [t]);
  return (
    <ConfigProvider locale={language === 'zh' ? zhCN : enGB} theme={theme}>
      <AntApp className="app">
        <Shell />
      </AntApp>
    </ConfigProvider>
  );
}

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <BrowserRouter>
        <Localised />
      </BrowserRouter>
    </QueryClientProvider>
  );
}
