import { Zip, ZipDeflate } from 'fflate';

/** A file to be put into a ZIP. */
export interface ZipMember {
  name: string;
  /** Its bytes as they come; asked for when it is its turn. */
  content(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** A ZIP of the members, as its bytes come; no member is held as a whole. */
export async function* zipped(members: readonly ZipMember[]): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  const taken = () => {
    const chunks = ready;
    ready = [];
    return chunks;
  };
  for (const { name, content } of members) {
    const member = new ZipDeflate(name, { level: 6 });
    zip.add(member);
    for await (const chunk of content()) {
      member.push(chunk);
      yield* taken();
    }
    member.push(new Uint8Array(0), true);
    yield* taken();
  }
  zip.end();
  yield* taken();
}
