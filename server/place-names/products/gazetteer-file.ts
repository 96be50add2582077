import { reportDocx } from '../../reports/document/docx-writer.ts';
import { reportHtml } from '../../reports/document/html-writer.ts';
import { pngOf } from '../../reports/map-picture/png.ts';
import { gazetteer, type GazetteerQuestion } from './gazetteer.ts';

/** The gazetteer as a file; that of a city takes seconds. */
export async function gazetteerFile(question: GazetteerQuestion, format: 'docx' | 'html'): Promise<Buffer> {
  const content = gazetteer(question);
  if (format === 'html') return Buffer.from(reportHtml(content));
  const pictures = content.blocks.flatMap((block) => (block.type === 'figure' ? [block.picture] : []));
  return reportDocx(content, await Promise.all(pictures.map(({ svg }) => pngOf(svg))));
}
