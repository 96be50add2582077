import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { Problem } from '../../registry/problem.ts';
import { damaged, refuse } from './layer.ts';

/** Elements within elements deeper than this are refused. */
const deepestElement = 100;

export interface XmlHandlers<T> {
  /** Names are without their prefix. `path` ends with the element itself. */
  open(name: string, attributes: Readonly<Record<string, string>>, path: readonly string[]): void;
  /** @param content the element's own text, trimmed */
  close(name: string, content: string, path: readonly string[]): void;
  /** What was finished since the last call. */
  taken(): T[];
}

const local = (name: string) => name.slice(name.indexOf(':') + 1);

/** The encoding of the XML declaration, or UTF-8. */
async function encodingOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(200), 0, 200, 0);
    const stated = /^\s*(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*encoding\s*=\s*["']([\w-]+)/u.exec(
      buffer.subarray(0, bytesRead).toString('latin1'),
    )?.[1];
    return stated !== undefined && iconv.encodingExists(stated) ? stated : 'utf-8';
  } finally {
    await file.close();
  }
}

/**
 * Streams an XML file through handlers. A document type is refused, and with it every entity but the five of XML itself, so
 * that a file can neither read other files nor grow while it is parsed.
 * @param what format for messages
 * @throws Problem when the document is not well formed
 */
export async function* readXml<T>(path: string, what: string, handlers: XmlHandlers<T>): AsyncGenerator<T> {
  const parser = new SaxesParser({});
  const names: string[] = [];
  const texts: string[] = [];
  parser.on('doctype', () => {
    throw refuse(
      `${what} 含有文档类型声明(DOCTYPE),出于安全不予读取,请删去后再导入`,
      `The ${what} declares a document type (DOCTYPE), which is refused for safety; remove it`,
    );
  });
  parser.on('error', (error) => {
    throw damaged(what, error);
  });
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
    names.push(local(name));
    texts.push('');
    if (names.length > deepestElement) throw damaged(what, 'elements are nested too deep');
    handlers.open(names.at(-1)!, attributes, names);
  });
  const addText = (content: string) => {
    if (texts.length > 0) texts[texts.length - 1] += content;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    handlers.close(names.at(-1)!, texts.pop()!.trim(), names);
    names.pop();
  });
  try {
    const decoded = createReadStream(path).pipe(iconv.decodeStream(await encodingOf(path)));
    for await (const chunk of decoded as AsyncIterable<string>) {
      parser.write(chunk);
      yield* handlers.taken();
    }
    parser.close();
    yield* handlers.taken();
  } catch (error) {
    throw error instanceof Problem ? error : damaged(what, error);
  }
}
