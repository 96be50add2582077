import type { Request, Response } from 'express';
import multer from 'multer';
import { z } from 'zod';
import type { Language } from '../../gis-data/catalogue/index.ts';
import { Problem, problems, type ProblemItem } from '../registry/problem.ts';
import { databaseProblem } from './database-problem.ts';
import { networkProblem } from './network-problem.ts';
import { refusals } from './refusals.ts';

/** zod's messages, but a missing value is called missing instead of `undefined`. */
const saying = (missing: string, localeError: z.core.$ZodErrorMap): z.core.$ZodErrorMap => {
  return (issue) => (issue.code === 'invalid_type' && issue.input === undefined ? missing : localeError(issue));
};
const localeError = {
  zh: saying('缺少必填项', z.locales.zhCN().localeError),
  en: saying('Required, but missing', z.locales.en().localeError),
};

/**
 * Checks a value against a shape.
 * @returns the parsed value
 * @throws Problem `invalid` with one item per issue, each in both languages
 */
export function parseShape<T extends z.ZodType>(shape: T, value: unknown): z.output<T> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw problems.invalid(shapeIssues(shape, value));
}

/** What is wrong with a value, in both languages; messages written in the shape itself stay as they are. */
export function shapeIssues(shape: z.ZodType, value: unknown): ProblemItem[] {
  const issues = (error: z.core.$ZodErrorMap) =>
    shape.safeParse(value, { error, reportInput: true }).error?.issues ?? [];
  const english = issues(localeError.en);
  return issues(localeError.zh).map((issue, i) => ({
    ...(issue.path.length > 0 ? { path: issue.path.map(String).join('.') } : {}),
    code: issue.code,
    message: { zh: issue.message, en: english[i]!.message },
  }));
}

/** The problem an error stands for; null for what nobody foresaw. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof multer.MulterError) return refusals.uploadForm(error.message);
  return bodyProblem(error) ?? networkProblem(error) ?? databaseProblem(error);
}

/** Errors of body-parser carry a `type` that names the reason. */
function bodyProblem(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('type' in error)) return null;
  switch (error.type) {
    case 'entity.parse.failed':
      return refusals.malformedJson(error.message);
    case 'entity.too.large':
      return refusals.bodyTooLarge('limit' in error ? Number(error.limit) : Number.NaN);
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return refusals.contentType('application/json (UTF-8)', error.message);
    case 'request.size.invalid':
    case 'request.aborted':
      return refusals.malformedJson(error.message);
    default:
      return null;
  }
}

/** Language of messages: `?lang=`, else `Accept-Language`, else Chinese. */
export function languageOf(request: Request): Language {
  const asked = request.query.lang;
  if (asked === 'zh' || asked === 'en') return asked;
  return request.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh';
}

/** RFC 9457 document of a problem, in one language. */
export function problemDocument(problem: Problem, language: Language, requestId: string) {
  return {
    type: `urn:yizhangtu:problem:${problem.code}`,
    title: problem.title[language],
    status: problem.status,
    detail: problem.detail[language],
    code: problem.code,
    requestId,
    errors: problem.errors.map((item) => ({ ...item, message: item.message[language] })),
  };
}

/** Sends a problem unless an answer is already on its way. */
export function sendProblem(problem: Problem, request: Request, response: Response): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response
    .status(problem.status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problemDocument(problem, languageOf(request), String(response.locals.requestId))));
}
