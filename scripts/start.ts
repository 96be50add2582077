import { ensureWebBuild } from './web-build.ts';

/** `npm start`: builds the web app when it is missing or old, then runs the server in this process. */
await ensureWebBuild();
await import('../server/main.ts');
