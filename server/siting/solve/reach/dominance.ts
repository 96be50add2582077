/** Positions of the rows that contain each site. */
export function rowsBySite(rows: readonly (readonly number[])[], sites: number): number[][] {
  const bySite: number[][] = Array.from({ length: sites }, () => []);
  rows.forEach((row, i) => {
    for (const j of row) bySite[j]!.push(i);
  });
  return bySite;
}

/** Leaves out rows that contain another: whoever reaches that one reaches them. Of equal rows the first stays. */
export function withoutImpliedRows(rows: readonly number[][], sites: number): number[][] {
  const bySite = rowsBySite(rows, sites);
  const sets = new BitSets(rows, sites);
  const implied = new Uint8Array(rows.length);
  const fromShort = [...rows.keys()].sort((a, b) => rows[a]!.length - rows[b]!.length || a - b);
  for (const short of fromShort) {
    if (implied[short]) continue;
    const rarest = leastOf(rows[short]!, (j) => bySite[j]!.length);
    for (const long of bySite[rarest]!) if (long !== short && sets.contains(long, short)) implied[long] = 1;
  }
  return rows.filter((_, i) => !implied[i]);
}

/** Leaves out sites whose rows are all among another site's. Of equal sites the first stays. */
export function withoutDominatedSites(rows: readonly number[][], sites: number): number[][] {
  const bySite = rowsBySite(rows, sites);
  const sets = new BitSets(bySite, rows.length);
  const dominated = new Uint8Array(sites);
  bySite.forEach((own, j) => {
    if (own.length === 0) return;
    const rarest = leastOf(own, (i) => rows[i]!.length);
    const isBetter = (other: number) =>
      other !== j &&
      !dominated[other] &&
      (bySite[other]!.length > own.length || (bySite[other]!.length === own.length && other < j)) &&
      sets.contains(other, j);
    if (rows[rarest]!.some(isBetter)) dominated[j] = 1;
  });
  return rows.map((row) => row.filter((j) => !dominated[j]));
}

/** The first of the members of which a measure is least. */
function leastOf(members: readonly number[], measure: (member: number) => number): number {
  return members.reduce((least, member) => (measure(member) < measure(least) ? member : least), members[0]!);
}

/** Sets of whole numbers below a size, as bits. */
class BitSets {
  private readonly words: number;
  private readonly bits: Int32Array;

  constructor(sets: readonly (readonly number[])[], size: number) {
    this.words = (size + 31) >> 5;
    this.bits = new Int32Array(sets.length * this.words);
    sets.forEach((members, set) => {
      for (const member of members) this.bits[set * this.words + (member >> 5)]! |= 1 << (member & 31);
    });
  }

  contains(whole: number, part: number): boolean {
    const { bits, words } = this;
    for (let k = 0, a = whole * words, b = part * words; k < words; k++, a++, b++) {
      if ((bits[b]! & ~bits[a]!) !== 0) return false;
    }
    return true;
  }
}
