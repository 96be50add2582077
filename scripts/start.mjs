import { launch } from './launch.mjs';

/** `npm start`: the server, with the web app. */
await launch('server/main.ts', { withWeb: true });
