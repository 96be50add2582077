import type { Language, Text } from '../../gis-data/catalogue/index.ts';

/** One thing wrong with a request, at its place. */
export interface ProblemItem {
  path?: string;
  file?: string;
  sheet?: string;
  row?: number;
  field?: string;
  code: string;
  message: Text;
}

/**
 * A refusal with a reason, in the closed vocabulary below; becomes an RFC 9457 problem document over HTTP and a message
 * with exit code 1 on the command line.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: string,
    readonly status: number,
    readonly title: Text,
    readonly detail: Text,
    readonly errors: readonly ProblemItem[] = [],
  ) {
    super(detail.en);
  }
}

const t = (zh: string, en: string): Text => ({ zh, en });

/** The closed vocabulary of refusals. */
export const problems = {
  invalid: (
    errors: readonly ProblemItem[],
    detail = t('请求内容不符合要求,见各项说明', 'The request does not fit; see each item'),
  ) => new Problem('invalid', 400, t('内容有误', 'Invalid content'), detail, errors),
  unauthenticated: () =>
    new Problem('unauthenticated', 401, t('需要登录', 'Sign-in needed'), t('请先登录', 'Sign in first')),
  forbidden: (detail = t('您的角色不能执行此操作', 'Your role may not do this'), errors: readonly ProblemItem[] = []) =>
    new Problem('forbidden', 403, t('无权操作', 'Not allowed'), detail, errors),
  notFound: (what: Text) =>
    new Problem('not-found', 404, t('未找到', 'Not found'), t(`没有找到${what.zh}`, `No such ${what.en}`)),
  conflict: (detail: Text, errors: readonly ProblemItem[] = []) =>
    new Problem('conflict', 409, t('与现状冲突', 'Conflict'), detail, errors),
  stale: (errors: readonly ProblemItem[]) =>
    new Problem(
      'stale-version',
      412,
      t('记录已被他人修改', 'Record changed by someone else'),
      t(
        '您依据的版本已不是最新,请重新载入后再修改',
        'The version you worked from is no longer the latest; reload and try again',
      ),
      errors,
    ),
  versionRequired: () =>
    problems.invalid([
      {
        path: 'If-Match',
        code: 'required',
        message: t('请在 If-Match 中注明所依据的版本', 'State in If-Match the version you worked from'),
      },
    ]),
  tooLarge: (detail: Text) => new Problem('too-large', 413, t('内容过大', 'Too large'), detail),
  unsupported: (detail: Text, errors: readonly ProblemItem[] = []) =>
    new Problem('unsupported-media', 415, t('文件类型不支持', 'Unsupported file type'), detail, errors),
  refusedByRules: (errors: readonly ProblemItem[]) =>
    new Problem(
      'refused-by-rules',
      422,
      t('规则不允许提交', 'Refused by rules'),
      t('有必须先解决的问题', 'There are problems that must be solved first'),
      errors,
    ),
  tooManyRequests: () =>
    new Problem('too-many-requests', 429, t('请求过多', 'Too many requests'), t('请稍后再试', 'Try again later')),
  unavailable: (detail: Text) => new Problem('unavailable', 503, t('暂时不可用', 'Unavailable'), detail),
} as const;

/** Items printed of a long list. */
const printedItems = 20;

/** A refusal as lines of text, for the command line and the server's own start. */
export function problemText(problem: Problem, language: Language): string {
  const place = (item: ProblemItem) =>
    [
      item.file,
      item.sheet,
      item.row === undefined
        ? undefined
        : `${language === 'zh' ? '第' : 'row '}${item.row}${language === 'zh' ? '行' : ''}`,
      item.field ?? item.path,
    ]
      .filter((part) => part !== undefined)
      .join(' ');
  const items = problem.errors
    .slice(0, printedItems)
    .map((item) => `  ${place(item)}: ${item.message[language]} [${item.code}]`);
  const more = problem.errors.length - items.length;
  return [
    `${problem.title[language]}: ${problem.detail[language]}`,
    ...items,
    ...(more > 0 ? [`  … +${more}`] : []),
  ].join('\n');
}
