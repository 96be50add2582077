import { useTranslation } from 'react-i18next';
import { DocumentPanel } from './DocumentPanel.tsx';
import { VerifyWorkbook } from './VerifyWorkbook.tsx';
import { WorkbookPanel } from './WorkbookPanel.tsx';
import './styles.css';

/** What is handed in: the report as a document, and the workbook that proves its figures. */
export default function ReportsPage() {
  const { t } = useTranslation('reports');
  return (
    <section className="page reports" aria-label={t('title')}>
      <header className="page-header">
        <h1>{t('title')}</h1>
      </header>
      <div className="report-panels">
        <DocumentPanel />
        <WorkbookPanel />
        <VerifyWorkbook />
      </div>
    </section>
  );
}
