import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { type Express } from 'express';

const notBuiltPage = `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>一张图</title>
<h1>网页尚未构建</h1><p>服务器和接口已在运行。请运行 <code>npm run build</code> 后刷新。</p>
<h1 lang="en">The web app is not built yet</h1>
<p lang="en">Server and API are running. Run <code>npm run build</code>, then reload.</p></html>`;

/** First path segments that belong to programs: an unknown path below them is an error, not a page. */
const apiPaths = /^\/(api|tiles|ogc|healthz|readyz|metrics)(\/|$)/;

/** Pages of the build by the first segment of their address; every other address is the planners' page. */
const pageOf = (address: string): string => (/^\/field(\/|$)/.test(address) ? 'field/index.html' : 'index.html');

/** Serves the built web app; every page address gets its index, so that deep links work. */
export function mountWeb(app: Express, webRoot: string | undefined): void {
  if (webRoot !== undefined) {
    // Vite puts a content hash into the names below assets/, so they never change.
    app.use('/assets', express.static(path.join(webRoot, 'assets'), { immutable: true, maxAge: '1y', index: false }));
    app.use(express.static(webRoot, { index: false, cacheControl: false }));
  }
  app.get('/{*page}', (request, response, next) => {
    if (apiPaths.test(request.path) || path.extname(request.path) !== '') {
      next();
      return;
    }
    response.locals.route = 'web';
    response.set('Cache-Control', 'no-cache');
    const page = pageOf(request.path);
    if (webRoot === undefined || !existsSync(path.join(webRoot, page))) {
      response.status(503).type('html').send(notBuiltPage);
      return;
    }
    response.sendFile(page, { root: webRoot, cacheControl: false });
  });
}
