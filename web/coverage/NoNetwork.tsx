import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/client.ts';

/** Whether a request was refused because no network has been built yet. */
export const isNoNetwork = (error: unknown): boolean =>
  error instanceof ProblemError && error.problem.type.endsWith('no-network');

/** Says that walking times need a network, and how to build one. */
export function NoNetwork() {
  const { t } = useTranslation('coverage');
  return (
    <Alert
      type="info"
      showIcon
      role="alert"
      title={t('noNetwork.title')}
      description={
        <>
          <p>{t('noNetwork.help')}</p>
          <pre className="command">npm run --silent yzt -- network build FILE.osm.pbf --name NAME --profile walk</pre>
        </>
      }
    />
  );
}
