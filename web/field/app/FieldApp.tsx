import { lazy, Suspense, useEffect, useState } from 'react';
import { AreasView } from '../areas/AreasView.tsx';
import { AreaView } from '../map/AreaView.tsx';
import { registerWorker } from '../shell/register.ts';
import { useAccount, useOnline } from './session.ts';
import { useSync } from './use-sync.ts';
import { RoomNotice } from './RoomNotice.tsx';
import { useView, viewAddress, type View } from './view.ts';
import { changeLanguage, useWords } from './words.ts';

/** Views that read the outbox know rows of this program's schema only; what an older one left is carried over before. */
async function outboxCarriedOver(): Promise<void> {
  const { outbox } = await import('../outbox/outbox.ts');
  // Where that fails, the view says so when it is used.
  await outbox().catch(() => undefined);
}

// Only what a start may show comes with the app itself; the rest of the program lies on the device and comes when it is turned to.
const AccountView = lazy(async () => ({ default: (await import('../account/AccountView.tsx')).AccountView }));
const CaseView = lazy(async () => {
  await outboxCarriedOver();
  return { default: (await import('../case/CaseView.tsx')).CaseView };
});
const OutboxView = lazy(async () => {
  await outboxCarriedOver();
  return { default: (await import('../outbox/OutboxView.tsx')).OutboxView };
});
const PrepareView = lazy(async () => ({ default: (await import('../areas/PrepareView.tsx')).PrepareView }));
const ReviewView = lazy(async () => {
  await outboxCarriedOver();
  return { default: (await import('../review/ReviewView.tsx')).ReviewView };
});

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
        <Suspense>
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
        </Suspense>
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
