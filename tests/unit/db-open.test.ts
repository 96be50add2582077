import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { openDatabase } from '../../server/db/open.ts';

test('a server that cannot be reached is named with the reason, without the password', async () => {
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = nobody.address() as AddressInfo;
  nobody.close();
  await once(nobody, 'close');
  const refusal = openDatabase({ dataDir: '', databaseUrl: `postgres://someone:secret@127.0.0.1:${port}/planning` });
  await expect(refusal).rejects.toMatchObject({
    code: 'database-unreachable',
    message: expect.stringContaining(`127.0.0.1:${port}`),
  });
  await expect(refusal).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
});
