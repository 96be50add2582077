import type { Text } from '../../gis-data/catalogue/index.ts';
import { Problem, problems } from '../registry/problem.ts';

const t = (zh: string, en: string): Text => ({ zh, en });

/** Refusals that only HTTP knows; the rest are in the registry's vocabulary. */
export const refusals = {
  malformedJson: (where: string) =>
    problems.invalid(
      [
        {
          code: 'malformed-json',
          message: t(`不是有效的 JSON:${where}`, `Not valid JSON: ${where}`),
        },
      ],
      t('请求正文不是有效的 JSON', 'The request body is not valid JSON'),
    ),
  ifMatch: (value: string) =>
    problems.invalid([
      {
        path: 'If-Match',
        code: 'invalid-version',
        message: t(
          `If-Match 应为记录的版本号,收到的是 ${value}`,
          `If-Match must be a row version such as "3", not ${value}`,
        ),
      },
    ]),
  contentType: (expected: string, received: string | undefined) =>
    problems.unsupported(
      t(
        `此接口需要 ${expected},收到的是 ${received ?? '空类型'}`,
        `This endpoint takes ${expected}, not ${received ?? 'a body without a type'}`,
      ),
    ),
  noRoute: (path: string) => problems.notFound(t(`接口 ${path}`, `endpoint as ${path}`)),
  methodNotAllowed: (method: string, allowed: readonly string[]) =>
    new Problem(
      'method-not-allowed',
      405,
      t('方法不允许', 'Method not allowed'),
      t(
        `此接口不支持 ${method},可用:${allowed.join('、')}`,
        `${method} is not offered here; use ${allowed.join(', ')}`,
      ),
    ),
  foreignOrigin: () =>
    problems.forbidden(t('请求来自其他网站的页面,已拒绝', "The request came from another site's page and was refused")),
  uploadTooLarge: (maxBytes: number) =>
    problems.tooLarge(
      t(
        `文件超过上限 ${megabytes(maxBytes)} MB,请拆分后再上传`,
        `The file is larger than the limit of ${megabytes(maxBytes)} MB; split it and upload the parts`,
      ),
    ),
  bodyTooLarge: (maxBytes: number) =>
    problems.tooLarge(
      t(
        `请求正文超过上限 ${megabytes(maxBytes)} MB`,
        `The request body is larger than the limit of ${megabytes(maxBytes)} MB`,
      ),
    ),
  uploadForm: (detail: string) =>
    problems.invalid(
      [{ code: 'invalid-form', message: t(`上传表单有误:${detail}`, `The upload form is wrong: ${detail}`) }],
      t('请用名为 file 的一个字段上传一个文件', 'Upload one file in one field named file'),
    ),
  keyReused: () =>
    new Problem(
      'idempotency-key-reused',
      422,
      t('幂等键已用于其他请求', 'Idempotency key used before'),
      t('同一 Idempotency-Key 的请求内容不同', 'This Idempotency-Key came with another request before; use a new one'),
    ),
  keyInProgress: () =>
    problems.conflict(
      t('同一 Idempotency-Key 的请求正在处理', 'A request with this Idempotency-Key is still being processed'),
    ),
  badKey: () =>
    problems.invalid([
      {
        path: 'Idempotency-Key',
        code: 'invalid-key',
        message: t('Idempotency-Key 应为 1 至 128 个可见字符', 'Idempotency-Key must have 1 to 128 visible characters'),
      },
    ]),
  timeout: (seconds: number) =>
    problems.unavailable(
      t(
        `处理超过 ${seconds} 秒,已停止等待;写入是否完成请先查询再重试`,
        `Processing took longer than ${seconds} s and was given up; check whether a write went through before repeating it`,
      ),
    ),
  unexpected: () =>
    new Problem(
      'unexpected',
      500,
      t('服务器内部错误', 'Unexpected error'),
      t(
        '服务器发生意外错误,请把请求编号告知管理员',
        'Something unexpected went wrong; give the request id to the administrator',
      ),
    ),
} as const;

const megabytes = (bytes: number) => Math.round((bytes / 2 ** 20) * 10) / 10;
