/** A process of its own that takes the lock of a folder when told to, says whether it got it, and holds it. */
import { DatabaseError } from '../../server/db/error.ts';
import { lockFolder } from '../../server/db/lock.ts';

const folder = process.argv[2] ?? '';

process.once('message', () => {
  const owner = { processId: process.pid, role: 'racer', startedAt: new Date().toISOString(), socketFolder: null };
  lockFolder(folder, () => owner).then(
    () => process.send?.({ owns: true }),
    (error: unknown) => {
      if (!(error instanceof DatabaseError)) throw error;
      process.send?.({ owns: false, message: error.message });
    },
  );
});
process.send?.('ready');
