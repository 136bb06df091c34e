import {
  activeDimensions,
  columnVariances,
  dci,
  factorVaeScore,
  factorVote,
  mig,
  type Points,
  sap,
  type Vote,
} from "@elbo/metrics";
import type { FactorGrid, Field, Named } from "@elbo/spec";
import { drawIndices } from "./chosen-indices.ts";
import { encodeAt } from "./encode-at.ts";
import type { Measure, Measuring } from "./measure.ts";

const BATCH = 64;
/** Of 64 examples each, at most; 5 of 8 train the vote, the others test it (Kim & Mnih 2018: 800, of 200 examples each). */
const VOTES = 800;

/** Columns of `points` by number. */
const only = (points: Points, columns: readonly number[]): Points => ({
  columns: columns.length,
  values: Float64Array.from({ length: (points.values.length / points.columns) * columns.length }, (_, i) => {
    const row = Math.floor(i / columns.length);
    return points.values[row * points.columns + (columns[i % columns.length] as number)] as number;
  }),
});

const halves = (points: Points, rows: number): [Points, Points] => {
  const values = Float64Array.from(points.values);
  const { columns } = points;
  return [
    { values: values.subarray(0, rows * columns), columns },
    { values: values.subarray(rows * columns), columns },
  ];
};

async function votesOf(on: Measuring, grid: FactorGrid, moving: readonly number[], variances: Float64Array) {
  const { session, seed, pause } = on;
  const wanted = Math.min(VOTES, Math.ceil(on.examples / 10));
  const count = grid.factors.reduce((product, { size }) => product * size, 1);
  const active = activeDimensions(variances);
  const chosen = drawIndices(wanted, moving.length, seed, "measures/vote/factor");
  const anywhere = drawIndices(wanted * BATCH, count, seed, "measures/vote/examples");
  const votes: Vote[] = [];
  for (let vote = 0; vote < wanted; vote++) {
    const factor = moving[chosen[vote] as number] as number;
    const indices = anywhere.subarray(vote * BATCH, (vote + 1) * BATCH);
    const held = grid.valuesOf(indices[0] as number)[factor] as number;
    const rows = Array.from(indices, (index) => {
      const values = grid.valuesOf(index);
      values[factor] = held;
      return grid.indexOf(values);
    });
    const dimension = factorVote(await encodeAt(session, grid.all, rows, { seed, pause }), variances, active);
    if (dimension !== undefined) votes.push({ dimension, factor });
  }
  return votes;
}

async function measure(on: Measuring): Promise<Named<number>> {
  const { session, seed, pause } = on;
  const { dataset } = session.assembled;
  const grid = dataset.grid as FactorGrid;
  const { factors } = grid;
  const size = factors.reduce((product, factor) => product * factor.size, 1);
  const [training, held] = [Math.min(10_000, on.examples), Math.min(5000, Math.ceil(on.examples / 2))];
  const indices = drawIndices(training + held, size, seed, "measures/disentanglement");
  const codes = await encodeAt(session, grid.all, indices, { seed, pause });
  const moving = factors.flatMap((factor, f) => (factor.size > 1 ? [f] : []));
  const { columns = [] } = (dataset.fields.attributes ?? {}) as Pick<Field, "columns">;
  const ordered = moving.filter((f) => columns.find(({ name }) => name === factors[f]?.name)?.type !== "category");
  const truth: Points = {
    columns: factors.length,
    values: Float64Array.from(Array.from(indices, (index) => Array.from(grid.valuesOf(index))).flat()),
  };
  const [fit, test] = halves(codes, training);
  const [fitTruth, testTruth] = halves(truth, training);
  const variances = columnVariances(fit);
  const scores = { mig: mig(fit, only(fitTruth, moving)), sap: sap(fit, only(fitTruth, ordered)) };
  await pause();
  const trees = dci(
    { codes: fit, factors: only(fitTruth, moving) },
    { codes: test, factors: only(testTruth, moving) },
    { rounds: 20 },
  );
  await pause();
  const votes = await votesOf(on, grid, moving, variances);
  const cut = Math.ceil((5 * votes.length) / 8);
  const [first, second] = [votes.slice(0, cut), votes.slice(cut)];
  return {
    ...scores,
    factorVaeScore: factorVaeScore(first, second),
    dciDisentanglement: trees.disentanglement,
    dciCompleteness: trees.completeness,
    dciInformativeness: trees.informativeness,
    examples: training,
  };
}

/** Does each latent dimension follow one true factor? For data whose factors are known. */
export const disentanglementMeasure: Measure = {
  summary: "MIG, FactorVAE score, DCI, SAP against true factors (Chen, Kim, Kumar, Eastwood et al. 2018)",
  figures: {
    mig: "mutual information gap, 20 bins, 0..1",
    sap: "R^2 gap over the factors that have an order, 0..1",
    factorVaeScore: "accuracy of up to 300 votes of 64 examples after 500, 0..1",
    dciDisentanglement: "does a code know one factor? 20 rounds of boosted trees, 0..1",
    dciCompleteness: "is a factor in one code? 0..1",
    dciInformativeness: "accuracy on other examples, 0..1",
    examples: "codes behind MIG, SAP and DCI",
  },
  refusal: ({ grid }) => (grid ? undefined : "its data has no known factors"),
  measure,
};
