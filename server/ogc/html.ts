import type { Language, Text } from '../../gis-data/catalogue/index.ts';
import { text } from '../../gis-data/catalogue/index.ts';
import { escapeXml } from '../markup.ts';

export interface Link {
  href: string;
  rel: string;
  type: string;
  title: string;
}

/** What one page shows: what it is about, where it leads, and a table. */
export interface HtmlPage {
  title: string;
  description: string;
  /** Said in plain view wherever it holds. */
  isDemonstration: boolean;
  links: readonly Link[];
  heads: readonly string[];
  /** Cells of a row; with a link where it leads somewhere. */
  rows: readonly (readonly { text: string; href?: string }[])[];
}

const words = {
  links: text('链接', 'Links'),
  demonstration: text('演示数据', 'Demonstration data'),
  unknown: text('未知', 'unknown'),
} as const;

/** A page of the interface for people: no script, nothing asked of other servers. */
export function htmlPage(page: HtmlPage, language: Language): string {
  const said = (word: Text) => escapeXml(word[language]);
  const anchor = (href: string, shown: string) => `<a href="${escapeXml(href)}">${escapeXml(shown)}</a>`;
  const cell = ({ text: shown, href }: { text: string; href?: string }) =>
    `<td>${href ? anchor(href, shown) : shown === '' ? `<i>${said(words.unknown)}</i>` : escapeXml(shown)}</td>`;
  const table =
    page.heads.length === 0
      ? ''
      : `<table><thead><tr>${page.heads.map((head) => `<th scope="col">${escapeXml(head)}</th>`).join('')}</tr></thead>
<tbody>${page.rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}</tbody></table>`;
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(page.title)}</title>
<style>
body { margin: 0 auto; max-width: 1200px; padding: 16px; color: #14212a; font: 15px/1.6 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif; }
h1 { font-size: 22px; } h2 { font-size: 16px; }
table { border-collapse: collapse; display: block; overflow-x: auto; font-size: 13px; }
th, td { border: 1px solid #d5dbe0; padding: 4px 8px; text-align: start; vertical-align: top; max-width: 320px; overflow-wrap: anywhere; }
th { background: #f2f5f7; white-space: nowrap; } i { color: #56626b; }
.demo { display: inline-block; padding: 2px 12px; border: 2px solid #b3261e; color: #b3261e; }
a { color: #0b57a4; }
</style>
</head>
<body>
<h1>${escapeXml(page.title)}</h1>
<p>${escapeXml(page.description)}</p>
${page.isDemonstration ? `<p class="demo">${said(words.demonstration)}</p>` : ''}
${table}
<h2>${said(words.links)}</h2>
<ul>${page.links.map(({ href, title }) => `<li>${anchor(href, title)}</li>`).join('\n')}</ul>
</body>
</html>
`;
}
