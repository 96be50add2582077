import { builtEntry } from './program-build.ts';
import { ensureWebBuild } from './web-build.ts';

/** `npm start`: builds the web app and the program when they are missing or old, then runs the server in this process. */
const [server] = await Promise.all([builtEntry('server/main.ts'), ensureWebBuild()]);
await import(server);
