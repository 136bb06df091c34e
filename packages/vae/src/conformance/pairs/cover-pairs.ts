import { fillNoise } from "@elbo/program";

type Row<F extends string> = Readonly<Record<F, string>>;

/** What a covering came to. */
export interface Covering<F extends string> {
  /** Combinations that can be; every pair of levels that fits appears in at least one. */
  readonly rows: readonly Row<F>[];
  /** Pairs of levels that no combination can hold, with the reason that the last attempt met. */
  readonly refused: readonly { readonly pair: readonly [string, string]; readonly reason: string }[];
}

/** A block of factors with all its combinations that can be, judged apart from the other blocks. */
export interface Block<F extends string> {
  readonly factors: readonly F[];
  readonly rows: readonly Row<F>[];
  /** Combinations that were refused, in part perhaps, and why. */
  readonly rejected: readonly { readonly row: Partial<Row<F>>; readonly reason: string }[];
}

const SAMPLED = 40;
const ATTEMPTS = 150;

/**
 * A covering array of strength 2, greedily (Cohen et al. 1997, the AETG system): for each pair of levels that is not covered
 * yet, of some random rows that hold it the one that covers most others and fits.
 *
 * @param fits undefined when the whole row can be, else the reason.
 */
export function coverPairs<F extends string>(
  blocks: readonly Block<F>[],
  levels: Readonly<Record<F, readonly string[]>>,
  fits: (row: Row<F>) => string | undefined,
): Covering<F> {
  const names = Object.keys(levels) as F[];
  const key = (f: F, a: string, g: F, b: string) => `${f} ${a} | ${g} ${b}`;
  const pairs = names.flatMap((f, i) =>
    names.slice(i + 1).flatMap((g) => levels[f].flatMap((a) => levels[g].map((b) => ({ f, a, g, b })))),
  );
  const open = new Set(pairs.map(({ f, a, g, b }) => key(f, a, g, b)));
  const pairsOf = (row: Row<F>) => names.flatMap((f, i) => names.slice(i + 1).map((g) => key(f, row[f], g, row[g])));
  const next = uniform();
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const rows: Row<F>[] = [];
  const refused: { pair: readonly [string, string]; reason: string }[] = [];

  for (const { f, a, g, b } of pairs) {
    if (!open.has(key(f, a, g, b))) continue;
    const holds = (row: Partial<Row<F>>, own: readonly F[]) =>
      (!own.includes(f) || row[f] === a) && (!own.includes(g) || row[g] === b);
    const candidates = blocks.map(({ factors, rows: all }) => all.filter((row) => holds(row, factors)));
    const pair = [`${f} ${a}`, `${g} ${b}`] as const;
    const empty = blocks[candidates.findIndex((list) => list.length === 0)];
    if (empty) {
      const met = empty.rejected.find(({ row }) => holds(row, empty.factors));
      refused.push({ pair, reason: met?.reason ?? "there is no place for it" });
      continue;
    }
    const draw = () => Object.assign({}, ...candidates.map(pick)) as Row<F>;
    const score = (row: Row<F>) => pairsOf(row).filter((one) => open.has(one)).length;
    let reason: string | undefined = "";
    for (let attempts = 0; attempts < ATTEMPTS && reason !== undefined; attempts++) {
      const sampled = Array.from({ length: attempts < 10 ? SAMPLED : 1 }, draw);
      const best = sampled.map((row) => ({ row, gain: score(row) })).sort((x, y) => y.gain - x.gain)[0] as {
        row: Row<F>;
      };
      reason = fits(best.row);
      if (reason !== undefined) continue;
      rows.push(best.row);
      for (const one of pairsOf(best.row)) open.delete(one);
    }
    if (reason !== undefined) refused.push({ pair, reason });
  }
  return { rows, refused };
}

/** The same uniform numbers every time. */
function uniform(): () => number {
  const size = 1024;
  let at = 0;
  let values = new Float32Array(0);
  return () => {
    if (at % size === 0) {
      values = new Float32Array(size);
      fillNoise(values, { law: "uniform" }, { seed: 41n, step: at / size, path: "pairs" });
    }
    return values[at++ % size] as number;
  };
}
