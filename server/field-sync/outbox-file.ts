import { createHash } from 'node:crypto';
import { text, type Text } from '../../gis-data/catalogue/index.ts';
import { shapeIssues } from '../http/problem-answer.ts';
import { problems } from '../registry/problem.ts';
import { OUTBOX_FILE_FORMAT, OUTBOX_FILE_VERSION, outboxFile, type OutboxFile } from './contract.ts';

/**
 * Reads an outbox file that a device wrote.
 * @param document the parsed JSON, its members in the order of the file
 * @throws Problem invalid, saying what is wrong: not an outbox file, of a newer version, damaged, or which member
 */
export function readOutboxFile(document: Readonly<Record<string, unknown>>): OutboxFile {
  const { sha256, ...content } = document;
  if (content.format !== OUTBOX_FILE_FORMAT) {
    throw broken('format', 'not-an-outbox', text('不是外业导出文件', 'This is not an outbox file of a device'));
  }
  if (content.version !== OUTBOX_FILE_VERSION) {
    const found = String(content.version);
    const message = text(
      `文件版本为 ${found},本程序可读第 ${OUTBOX_FILE_VERSION} 版;请先升级服务器`,
      `The file has version ${found}, this program reads ${OUTBOX_FILE_VERSION}; update the server first`,
    );
    throw broken('version', 'unknown-version', message);
  }
  if (createHash('sha256').update(JSON.stringify(content)).digest('hex') !== sha256) {
    const message = text(
      '内容与其校验值不符:文件已损坏或被改动',
      'The content does not have its hash: it was damaged or changed',
    );
    throw broken('sha256', 'damaged', message);
  }
  const parsed = outboxFile.safeParse(document);
  if (!parsed.success) throw problems.invalid(shapeIssues(outboxFile, document));
  return parsed.data;
}

const broken = (path: string, code: string, message: Text) =>
  problems.invalid([{ path, code, message }], text('文件不能导入', 'The file cannot be imported'));
