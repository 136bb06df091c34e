import { randomWord } from "../bits-back/initial-words.ts";
import { normalQuantile } from "../exact/normal.ts";
import { softmax } from "../exact/softmax.ts";
import { inferenceOrder } from "./inference-order.ts";
import type { CodecNets, CodecSite, Mixture, Moments } from "./nets.ts";

/** Draws behind each grid. */
const DRAWS = 512;

/**
 * A grid is so many times as wide as the draws: buckets of equal mass are wide where it is thin, and q of unusual data lies there.
 */
const SPREAD = 2;

/** Numbers between 0 and 1, and normal ones, that look random and are the same everywhere. */
function fixedNumbers() {
  let index = 0;
  const unit = () => (randomWord(index++) + 0.5) / 4294967296;
  return { unit, normal: () => normalQuantile(unit()) };
}
type Numbers = ReturnType<typeof fixedNumbers>;

/** Rows of a mixture's components, each with its weight. */
function rowsOf({ logWeights, mean, scale }: Mixture, size: number, rows: number, { unit }: Numbers): Moments {
  const weights = new Float64Array(logWeights.length);
  softmax(logWeights, 0, weights);
  const found = { mean: new Float32Array(rows * size), scale: new Float32Array(rows * size) };
  for (let row = 0; row < rows; row++) {
    let left = unit();
    let chosen = 0;
    while (chosen < weights.length - 1 && left >= (weights[chosen] as number)) left -= weights[chosen++] as number;
    for (let i = 0; i < size; i++) {
      found.mean[row * size + i] = mean[chosen * size + i] as number;
      found.scale[row * size + i] = scale[chosen * size + i] as number;
    }
  }
  return found;
}

/**
 * Where latents lie whose p reads sites that are inferred later, so that their buckets cannot follow p: mean, and twice the deviation, of
 * each latent over draws of the model, `[latent]` by site. Sites whose p is known before they are inferred need no grid.
 *
 * The same model gives the same bits: numbers are fixed, and the arithmetic is that of the nets and of basic operations.
 *
 * @throws ConfigError when sites cannot be inferred in any order.
 */
export async function drawGrids(nets: CodecNets): Promise<Readonly<Record<string, Moments>>> {
  const { batch, sites } = nets;
  const order = inferenceOrder(sites).map(({ name }) => name);
  const needed = sites.filter(({ name, priorReads }) =>
    priorReads.some((read) => order.indexOf(read) > order.indexOf(name)),
  );
  if (needed.length === 0) return {};
  const numbers = fixedNumbers();
  const lawOf = async ({ name, size, priorReads, mixture }: CodecSite, z: Record<string, Float32Array>) => {
    if (mixture) return rowsOf(mixture, size, batch, numbers);
    if (priorReads.length === 0)
      return { mean: new Float32Array(batch * size), scale: new Float32Array(batch * size).fill(1) };
    return nets.prior(name, Object.fromEntries(priorReads.map((read) => [read, z[read] as Float32Array])));
  };
  const sums = new Map(
    needed.map(({ name, size }) => [name, { first: new Float64Array(size), second: new Float64Array(size) }]),
  );
  const rounds = Math.ceil(DRAWS / batch);
  for (let round = 0; round < rounds; round++) {
    const z: Record<string, Float32Array> = {};
    for (const site of sites) {
      const { mean, scale } = await lawOf(site, z);
      const own = new Float32Array(mean.length);
      const sum = sums.get(site.name);
      for (let i = 0; i < own.length; i++) {
        const [m, s] = [mean[i] as number, scale[i] as number];
        own[i] = m + s * numbers.normal();
        if (!sum) continue;
        const d = i % site.size;
        sum.first[d] = (sum.first[d] as number) + m;
        sum.second[d] = (sum.second[d] as number) + m * m + s * s;
      }
      z[site.name] = own;
    }
  }
  const count = rounds * batch;
  return Object.fromEntries(
    [...sums].map(([name, { first, second }]) => {
      const mean = Float32Array.from(first, (sum) => sum / count);
      const scale = Float32Array.from(second, (sum, d) => {
        const centre = (first[d] as number) / count;
        return SPREAD * Math.sqrt(Math.max(1e-12, sum / count - centre * centre));
      });
      return [name, { mean, scale }];
    }),
  );
}
