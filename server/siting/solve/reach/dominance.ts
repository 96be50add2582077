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
  const implied = new Uint8Array(rows.length);
  const shared = new Int32Array(rows.length);
  const fromShort = [...rows.keys()].sort((a, b) => rows[a]!.length - rows[b]!.length || a - b);
  for (const short of fromShort) {
    if (implied[short]) continue;
    const own = rows[short]!;
    const rarest = own.reduce((least, j) => (bySite[j]!.length < bySite[least]!.length ? j : least), own[0]!);
    for (const long of bySite[rarest]!) shared[long] = 1;
    for (const j of own) {
      if (j !== rarest) for (const long of bySite[j]!) if (shared[long]! > 0) shared[long]!++;
    }
    for (const long of bySite[rarest]!) {
      if (long !== short && shared[long] === own.length) implied[long] = 1;
      shared[long] = 0;
    }
  }
  return rows.filter((_, i) => !implied[i]);
}

/** Leaves out sites whose rows are all among another site's. Of equal sites the first stays. */
export function withoutDominatedSites(rows: readonly number[][], sites: number): number[][] {
  const bySite = rowsBySite(rows, sites);
  const dominated = new Uint8Array(sites);
  const marks = new Int32Array(rows.length).fill(-1);
  for (let j = 0; j < sites; j++) {
    const own = bySite[j]!;
    if (own.length === 0) continue;
    for (const i of own) marks[i] = j;
    const rarest = own.reduce((least, i) => (rows[i]!.length < rows[least]!.length ? i : least), own[0]!);
    for (const other of rows[rarest]!) {
      const others = bySite[other]!;
      if (other === j || dominated[other] || others.length < own.length) continue;
      if (others.length === own.length && other > j) continue;
      let shared = 0;
      for (const i of others) if (marks[i] === j) shared++;
      if (shared === own.length) {
        dominated[j] = 1;
        break;
      }
    }
  }
  return rows.map((row) => row.filter((j) => !dominated[j]));
}
