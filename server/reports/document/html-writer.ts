import { escapeXml } from '../../markup.ts';
import type { Block, Column, ReportContent } from './content.ts';

/**
 * Writes a report as one print-ready HTML file: A4 pages with the mark in the header and the page's number in the
 * footer, table heads repeated on each page. It runs no script and asks for nothing, so that it can be kept and passed on.
 */
export function reportHtml(content: ReportContent): string {
  const { language, title, subtitle, facts, mark, blocks } = content;
  const shown = (text: string) => escapeXml(text);
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${shown(title)}</title>
<style>${styles(content)}</style>
</head>
<body>
${mark === null ? '' : `<p class="mark">${shown(mark)}</p>`}
<header>
<h1>${shown(title)}</h1>
<p class="subtitle">${shown(subtitle)}</p>
${mark === null ? '' : `<p class="title-mark">${shown(mark)}</p>`}
<table class="facts"><tbody>
${facts.map(([label, value]) => `<tr><th scope="row">${shown(label)}</th><td>${shown(value)}</td></tr>`).join('\n')}
</tbody></table>
</header>
<main>
${blocks.map(blockHtml).join('\n')}
</main>
</body>
</html>
`;
}

/** Words inside a CSS string. */
const cssString = (text: string) => `"${text.replace(/[\\"<>\n]/g, (c) => `\\${c.codePointAt(0)!.toString(16)} `)}"`;

const styles = ({ language, title, mark }: ReportContent): string => `
@page { size: A4; margin: 30mm 26mm 28mm 28mm;
  @top-left { content: ${cssString(title)}; font-size: 9pt; color: #56626b; }
  @top-right { content: ${cssString(mark ?? '')}; font-size: 9pt; color: #b3261e; }
  @bottom-center { content: "— " counter(page) " —"; font-size: 10.5pt; } }
body { margin: 0 auto; max-width: 156mm; color: #14212a; font: 12pt/1.7 ${language === 'zh' ? "FangSong, 'Noto Serif CJK SC', SimSun, serif" : "'Times New Roman', 'Noto Serif CJK SC', serif"}; }
h1, h2, h3 { font-family: SimHei, 'Noto Sans CJK SC', sans-serif; line-height: 1.4; break-after: avoid; }
header { min-height: 225mm; box-sizing: border-box; padding-top: 55mm; text-align: center; break-after: page; }
header h1 { font-size: 24pt; margin: 0 0 8mm; }
.subtitle { font-size: 14pt; margin: 0 0 8mm; }
.title-mark { display: inline-block; margin: 0 0 20mm; padding: 1mm 4mm; border: 0.5mm solid #b3261e; color: #b3261e; }
.mark { margin: 0; text-align: right; color: #b3261e; font-size: 9pt; }
.facts { width: 120mm; margin: 10mm auto 0; text-align: left; }
.facts th { width: 32mm; font-weight: normal; color: #56626b; }
h2 { font-size: 15pt; margin: 9mm 0 3mm; }
h3 { font-size: 12.5pt; margin: 6mm 0 2mm; }
p { margin: 0 0 3mm; }
main p { text-indent: ${language === 'zh' ? '2em' : '0'}; }
ul { margin: 0 0 4mm; padding-inline-start: 7mm; }
table { width: 100%; border-collapse: collapse; font-size: 9.5pt; line-height: 1.4; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { padding: 1.2mm 1.6mm; vertical-align: top; overflow-wrap: anywhere; }
main th, main td { border: 0.2mm solid #8a979e; }
main thead th { background: #eef2f3; font-weight: bold; }
.end { text-align: end; } .centre { text-align: center; } .start { text-align: start; }
figure { margin: 4mm 0 6mm; break-inside: avoid; }
figure svg { display: block; width: 100%; height: auto; }
figcaption, caption { padding: 2mm 0 1.5mm; text-align: center; font: bold 10.5pt/1.4 SimHei, 'Noto Sans CJK SC', sans-serif; caption-side: top; break-after: avoid; }
.table { margin: 3mm 0 6mm; }
.signature td { height: 13mm; vertical-align: middle; } .signature td:first-child { width: 42mm; }
.signature { break-inside: avoid; }
@media print { .mark { display: none; } }
@media screen { body { padding: 8mm; } header { min-height: 0; padding-top: 20mm; } }
`;

function blockHtml(block: Block): string {
  switch (block.type) {
    case 'heading':
      return block.level === 1 ? `<h2>${escapeXml(block.text)}</h2>` : `<h3>${escapeXml(block.text)}</h3>`;
    case 'paragraph':
      return `<p>${escapeXml(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeXml(item)}</li>`).join('')}</ul>`;
    case 'table':
      return tableHtml(block.caption, block.columns, block.rows);
    case 'figure':
      return `<figure>${block.picture.svg}<figcaption>${escapeXml(block.caption)}</figcaption></figure>`;
    case 'signature':
      return `<table class="signature"><tbody>${block.fields.map((field) => `<tr><td>${escapeXml(field)}</td><td></td></tr>`).join('')}</tbody></table>`;
  }
}

function tableHtml(caption: string, columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const all = columns.reduce((sum, column) => sum + column.share, 0);
  const widths = columns.map(({ share }) => `<col style="width:${((share / all) * 100).toFixed(1)}%">`).join('');
  const head = columns.map(({ label }) => `<th scope="col">${escapeXml(label)}</th>`).join('');
  const body = rows.map(
    (row) =>
      `<tr>${row.map((cell, i) => `<td class="${columns[i]!.align ?? 'start'}">${escapeXml(cell)}</td>`).join('')}</tr>`,
  );
  return `<table class="table"><caption>${escapeXml(caption)}</caption><colgroup>${widths}</colgroup><thead><tr>${head}</tr></thead><tbody>
${body.join('\n')}
</tbody></table>`;
}
