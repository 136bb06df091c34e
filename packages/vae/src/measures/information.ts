import { addLogSums, aggregateAt, informationOf } from "@elbo/metrics";
import type { Input, Named, Numbers } from "@elbo/spec";
import { readBatches } from "../evaluation/read-batches.ts";
import { aggregateProgram, posteriorProgram } from "../programs/density-programs.ts";
import { sizeClass } from "../session/size-class.ts";
import type { Measure, Measuring } from "./measure.ts";

const BATCH = 100;
const DRAWS = 1000;
/** Numbers in the largest tensor: draws x examples x dimensions. */
const ROOM = 4e6;

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

async function measure({ session, split, examples, seed, pause }: Measuring): Promise<Named<number>> {
  const { assembled } = session;
  const { dataset, parts } = assembled;
  const sites = parts.latents.sites.map(({ name, shape }) => ({
    name: `latent/${name}`,
    shape,
    size: shape.reduce((a, b) => a * b, 1),
  }));
  const dimensions = sum(sites.map(({ size }) => size));
  const wanted = Math.min(examples, DRAWS);
  const chunk = Math.min(sizeClass(wanted), 2 ** Math.floor(Math.log2(Math.max(1, ROOM / BATCH / dimensions))));
  const rows = Math.ceil(wanted / chunk) * chunk;

  const z = Object.fromEntries(sites.map(({ name, size }) => [name, new Float32Array(rows * size)]));
  const [logQ, logP] = [new Float64Array(wanted), new Float64Array(wanted)];
  const reading = { batch: BATCH, seed };
  let done = 0;
  for await (const { count, inputs } of readBatches(split, dataset.fields, { ...reading, limit: wanted })) {
    const request = () => ({ program: posteriorProgram(parts), signature: assembled.evaluation(BATCH).signature });
    const out = await session.run(`posterior/${BATCH}`, request, inputs, { seed, step: done });
    for (const { name, size } of sites) {
      (z[name] as Float32Array).set((out[name] as Numbers).subarray(0, count * size), done * size);
    }
    logQ.set((out.logQ as Numbers).subarray(0, count), done);
    logP.set((out.logP as Numbers).subarray(0, count), done);
    done += count;
    await pause();
  }

  const [only] = sites.length === 1 ? sites : [];
  const aggregate = aggregateAt(
    only ? (z[only.name] as Float32Array).subarray(0, wanted * only.size) : logQ,
    only?.size ?? 1,
  );
  const latentInputs = Object.fromEntries(
    sites.map(({ name, shape }) => [name, { shape: [chunk, ...shape], dtype: "float32" } satisfies Input]),
  );
  const { signature } = assembled.evaluation(BATCH);
  const request = () => ({
    program: aggregateProgram(parts),
    signature: { ...signature, inputs: { ...signature.inputs, ...latentInputs } },
  });
  let independent = false;
  for await (const { count, inputs } of readBatches(split, dataset.fields, { ...reading, limit: examples })) {
    for (let first = 0; first < rows; first += chunk) {
      const latents = Object.fromEntries(
        sites.map(({ name, size }) => [name, z[name]?.subarray(first * size, (first + chunk) * size) as Float32Array]),
      );
      const out = await session.run(
        `aggregate/${BATCH}/${chunk}`,
        request,
        { ...inputs, ...latents },
        { seed, step: 0 },
      );
      addLogSums(aggregate, first, out.joint as Numbers, out.marginal);
      independent = out.marginal !== undefined;
      await pause();
    }
    aggregate.count += count;
  }
  const { standardErrors, totalCorrelation, dimensionKl, kl: _, ...found } = informationOf(aggregate, logQ, logP);
  return {
    ...found,
    ...(independent ? { totalCorrelation, dimensionKl } : {}),
    standardError: standardErrors.mutualInformation,
    examples: aggregate.count,
  };
}

/** What the latents know of the examples, and how far the aggregate posterior is from the prior. */
export const informationMeasure: Measure = {
  summary: "mutual information and the aggregate posterior (Hoffman & Johnson 2016; Chen et al. 2018)",
  figures: {
    mutualInformation: "I(x; z), nats; at most the log of the number of examples",
    aggregateKl: "KL(q(z) || p(z)), nats",
    totalCorrelation: "KL(q(z) || product of its marginals), nats",
    dimensionKl:
      "sum of KL(q(z_d) || p(z_d)), nats; where dimensions of p depend on each other, the rest of aggregateKl",
    standardError: "of the mutual information, nats",
    examples: "behind q(z)",
  },
  needs: {
    posterior: {
      scored: "it sums the posteriors of all examples at each draw",
      law: "log q(z|x) is compared between examples",
    },
  },
  measure,
};
