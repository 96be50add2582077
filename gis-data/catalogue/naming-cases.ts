import { text, type Text } from './text.ts';

/** What is applied for. */
export const namingCaseKinds = [
  { id: 'naming', label: text('命名', 'Naming') },
  { id: 'renaming', label: text('更名', 'Renaming') },
  { id: 'cancellation', label: text('销名', 'Cancellation') },
] as const;
export type NamingCaseKind = (typeof namingCaseKinds)[number]['id'];

/** Documents of a case. */
export const namingDocumentKinds = [
  { id: 'applicationForm', label: text('申请书', 'Application') },
  { id: 'riskReport', label: text('风险评估报告', 'Risk assessment report') },
  { id: 'expertReport', label: text('专家论证报告', 'Report of the experts') },
  { id: 'opinionReport', label: text('征求社会公众等意见报告', 'Report on the public’s opinions') },
  { id: 'reviewOpinion', label: text('审核意见', 'Review opinion') },
  { id: 'approval', label: text('批准文件', 'Approval') },
  { id: 'filing', label: text('备案报告', 'Filing report') },
  { id: 'notice', label: text('公告', 'Public notice') },
  { id: 'other', label: text('其他', 'Other') },
] as const;
export type NamingDocumentKind = (typeof namingDocumentKinds)[number]['id'];

/** Printed forms of a case. */
export const namingForms = [
  { id: 'application', label: text('申请表', 'Application form') },
  { id: 'approval', label: text('批复', 'Approval') },
  { id: 'notice', label: text('公告', 'Public notice') },
  { id: 'filing', label: text('备案报告', 'Filing report') },
] as const;
export type NamingForm = (typeof namingForms)[number]['id'];

/** Time that a step may take, from the day of the step before it; that day is not counted. */
export interface NamingTimeLimit {
  days: number;
  /** Calendar days, or days on which offices are open. */
  unit: 'calendar' | 'working';
  clause: Text;
}

export interface NamingStepDefinition {
  id: string;
  label: Text;
  /** Least role that ends it. */
  role: 'editor' | 'approver';
  /** null: the law sets none. */
  limit: NamingTimeLimit | null;
  /** Documents of which one of each group must be in the file before the step ends. */
  documents: readonly (readonly NamingDocumentKind[])[];
}

/** The steps of a case in their order (《地名管理条例》, domain reference §8). */
export const namingSteps = [
  {
    id: 'application',
    label: text('申请', 'Application'),
    role: 'editor',
    limit: null,
    documents: [['applicationForm']],
  },
  {
    id: 'assessment',
    label: text('评估、论证、征求意见', 'Assessment, experts, public comment'),
    role: 'editor',
    limit: null,
    documents: [['riskReport', 'expertReport', 'opinionReport']],
  },
  {
    id: 'review',
    label: text('审核', 'Review'),
    role: 'approver',
    limit: null,
    documents: [],
  },
  {
    id: 'approval',
    label: text('批准', 'Approval'),
    role: 'approver',
    limit: null,
    documents: [['approval']],
  },
  {
    id: 'filing',
    label: text('备案', 'Filing'),
    role: 'editor',
    limit: {
      days: 15,
      unit: 'calendar',
      clause: text(
        '《地名管理条例》:自批准之日起15日内备案',
        'Regulations on place names: filed within 15 days of the approval',
      ),
    },
    documents: [['filing']],
  },
  {
    id: 'gazetting',
    label: text('公告', 'Public notice'),
    role: 'editor',
    limit: {
      days: 15,
      unit: 'calendar',
      clause: text(
        '《地名管理条例》:自备案之日起15日内公告',
        'Regulations on place names: made public within 15 days of the filing',
      ),
    },
    documents: [['notice']],
  },
  {
    id: 'register',
    label: text('入库', 'Entry into the register'),
    role: 'approver',
    limit: null,
    documents: [],
  },
] as const satisfies readonly NamingStepDefinition[];
export type NamingStep = (typeof namingSteps)[number]['id'];

/** Reports without which a division's name is not assessed (《地名管理条例》 art. 11). */
export const divisionNameReports: readonly NamingDocumentKind[] = ['riskReport', 'expertReport', 'opinionReport'];
