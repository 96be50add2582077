import { launch } from './launch.mjs';

/** The command line. */
await launch('scripts/commands/cli.ts');
