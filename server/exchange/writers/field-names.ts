/** Bytes that dBASE keeps of a field's name. */
export const nameBytes = 10;

/**
 * Names of at most ten bytes for the properties of a layer, in their order: the part after the last dot, of it letters, digits and
 * underscores; cut to ten; where an earlier property has that name (case does not count), cut further for a number from 2 on. It
 * follows from the list alone, so that a choice of columns renames none of them.
 */
export function fieldNames(properties: readonly string[]): ReadonlyMap<string, string> {
  const used = new Set<string>();
  return new Map(
    properties.map((property) => {
      const plain = property.slice(property.lastIndexOf('.') + 1).replace(/[^A-Za-z0-9_]/gu, '_') || '_';
      let name = plain.slice(0, nameBytes);
      for (let n = 2; used.has(name.toLowerCase()); n++) {
        name = `${plain.slice(0, nameBytes - String(n).length)}${n}`;
      }
      used.add(name.toLowerCase());
      return [property, name];
    }),
  );
}
