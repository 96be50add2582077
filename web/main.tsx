import 'antd/dist/antd.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { startTranslations } from './app/i18n/index.ts';
import { readView } from './app/url-state.ts';
import './app/styles.css';

startTranslations(readView(window.location.search).language);
createRoot(document.getElementById('root')!).render(<App />);
