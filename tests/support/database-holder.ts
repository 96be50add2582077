/** A process of its own that opens a data folder, says `open` or why it was refused, and holds it until it is ended. */
import { DatabaseError } from '../../server/db/error.ts';
import { openDatabase } from '../../server/db/open.ts';

const [dataDir = '', role = 'holder'] = process.argv.slice(2);

try {
  const database = await openDatabase({ dataDir, role });
  process.send?.({ open: true, embeddedProcessId: database.embeddedProcessId() });
} catch (error) {
  if (!(error instanceof DatabaseError)) throw error;
  process.send?.({ open: false, code: error.code, message: error.message });
  process.disconnect();
}
