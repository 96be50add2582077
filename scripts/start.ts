import { ensureTemplate, ensureWebBuild } from './prepare.ts';

/** `npm start`: makes what is missing (web build, prepared database folder), then runs the server in this process. */
await Promise.all([ensureWebBuild(), process.env.DATABASE_URL ? undefined : ensureTemplate()]);
await import('../server/main.ts');
