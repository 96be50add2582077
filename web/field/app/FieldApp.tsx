import { useEffect, useState } from 'react';
import { AccountView } from '../account/AccountView.tsx';
import { AreasView } from '../areas/AreasView.tsx';
import { PrepareView } from '../areas/PrepareView.tsx';
import { AreaView } from '../map/AreaView.tsx';
import { registerWorker } from '../shell/register.ts';
import { CaseView } from '../case/CaseView.tsx';
import { ReviewView } from '../review/ReviewView.tsx';
import { useAccount, useOnline } from './session.ts';
import { useSync } from './use-sync.ts';
import { RoomNotice } from './RoomNotice.tsx';
import { useView, viewAddress, type View } from './view.ts';
import { OutboxView } from '../outbox/OutboxView.tsx';
import { changeLanguage, useWords } from './words.ts';

const tabs = ['areas', 'outbox', 'account'] as const;

/** Where "back" leads from a view that no tab leads to. */
function above(view: View): View {
  if (view.name === 'marker' || view.name === 'case') return { name: 'area', areaId: view.areaId };
  return { name: view.name === 'review' ? 'outbox' : 'areas' };
}

/** The field app: a bar above, one view, and the ways to the others below. */
export function FieldApp() {
  const { t, language } = useWords();
  const view = useView();
  const online = useOnline();
  const { account, ask } = useAccount();
  const sending = useSync(account, online);
  const [useNewBuild, setUseNewBuild] = useState<(() => void) | null>(null);
  useEffect(() => registerWorker((act) => setUseNewBuild(() => act)), []);

  return (
    <div className="field-app">
      <header className="bar">
        {tabs.some((tab) => tab === view.name) ? (
          <h1>{t('title')}</h1>
        ) : (
          <a className="back" href={viewAddress(above(view))}>
            ‹ {t('back')}
          </a>
        )}
        <span className={online ? 'network' : 'network off'}>{online ? t('online') : t('offline')}</span>
        <button
          type="button"
          className="plain"
          lang={language === 'zh' ? 'en' : 'zh-CN'}
          onClick={() => changeLanguage(language === 'zh' ? 'en' : 'zh')}
        >
          {t('language')}
        </button>
      </header>
      {useNewBuild && (
        <p className="notice" role="status">
          {t('update')}{' '}
          <button type="button" onClick={useNewBuild}>
            {t('updateNow')}
          </button>
        </p>
      )}
      <RoomNotice />
      <main>
        {view.name === 'areas' && <AreasView account={account} />}
        {view.name === 'prepare' && account && <PrepareView account={account} />}
        {(view.name === 'area' || view.name === 'marker') && (
          <AreaView
            key={view.areaId}
            areaId={view.areaId}
            markerId={view.name === 'marker' ? view.markerId : null}
            account={account}
          />
        )}
        {view.name === 'case' && <CaseView caseId={view.caseId} account={account} online={online} />}
        {view.name === 'review' && <ReviewView online={online} />}
        {view.name === 'outbox' && <OutboxView sending={sending} online={online} />}
        {view.name === 'account' && <AccountView account={account} onChange={ask} />}
      </main>
      <nav className="tabs">
        {tabs.map((tab) => (
          <a key={tab} href={viewAddress({ name: tab })} aria-current={view.name === tab ? 'page' : undefined}>
            {t(`tabs.${tab}`)}
          </a>
        ))}
      </nav>
    </div>
  );
}
