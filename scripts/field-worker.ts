/** Builds the service worker of the field app beside the web app, with the list of files that it keeps. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transformWithOxc, type Plugin, type Rolldown } from 'vite';

const source = fileURLToPath(new URL('../web/field/shell/worker.ts', import.meta.url));
const page = 'field/index.html';
/** Files of `web/public` that the app needs without a network. */
const publicFiles = ['/field/manifest.webmanifest', '/field/icon.svg', '/field/icon-192.png'];

type Bundle = Rolldown.OutputBundle;

/** Every file that the page of the field app loads, now or later. */
function filesOf(bundle: Bundle): string[] {
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
  const entry = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(page));
  if (!entry) throw new Error(`The build has no page ${page}`);
  const files = new Set<string>();
  const take = (name: string) => {
    if (files.has(name)) return;
    files.add(name);
    const chunk = bundle[name];
    if (chunk?.type !== 'chunk') return;
    for (const other of [...chunk.imports, ...chunk.dynamicImports]) take(other);
    for (const css of chunk.viteMetadata?.importedCss ?? []) take(css);
    for (const asset of chunk.viteMetadata?.importedAssets ?? []) take(asset);
  };
  take(entry.fileName);
  return [...files].sort();
}

export function fieldWorker(): Plugin {
  return {
    name: 'field-worker',
    apply: 'build',
    async generateBundle(_options, bundle) {
      const files = filesOf(bundle);
      const hash = createHash('sha256').update(files.join('\n'));
      const html = bundle[page];
      if (html?.type === 'asset') hash.update(html.source);
      const known = [
        `const __FIELD_FILES__ = ${JSON.stringify([...files.map((file) => `/${file}`), ...publicFiles])};`,
        `const __FIELD_BUILD__ = ${JSON.stringify(hash.digest('hex').slice(0, 12))};`,
      ];
      const { code } = await transformWithOxc(await readFile(source, 'utf8'), source);
      const script = code.replace(/^export \{\};?\n?/m, '');
      this.emitFile({ type: 'asset', fileName: 'field/sw.js', source: `${known.join('\n')}\n${script}` });
    },
  };
}
