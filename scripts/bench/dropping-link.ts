import { createServer, connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A link to a server that breaks again and again. */
export interface DroppingLink {
  url: string;
  /** How often it broke. */
  drops(): number;
  /** Bytes that went to the server, HTTP headers and what was lost at breaks included. */
  sentBytes(): number;
  close(): Promise<void>;
}

/**
 * Breaks all connections whenever so many bytes have gone to the server: what a link of some speed does every few seconds,
 * without waiting for those seconds.
 */
export async function droppingLink(target: string, bytesBetween: () => number): Promise<DroppingLink> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let [drops, sent, left] = [0, 0, bytesBetween()];
  const drop = () => {
    drops++;
    left = bytesBetween();
    for (const socket of open) socket.destroy();
  };
  const server = createServer((client) => {
    const onward = connect(Number(port), hostname);
    for (const socket of [client, onward]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        onward.destroy();
      });
    }
    client.on('data', (part) => {
      // What is read beyond the break never went over the link.
      sent += Math.min(part.length, left);
      left -= part.length;
      if (left <= 0) return drop();
      if (!onward.write(part)) client.pause();
    });
    onward.on('drain', () => client.resume());
    onward.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    drops: () => drops,
    sentBytes: () => sent,
    close() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
