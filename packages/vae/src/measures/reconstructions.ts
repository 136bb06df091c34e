import { psnr, ssim } from "@elbo/metrics";
import type { Dataset, Field, Named, Numbers } from "@elbo/spec";
import { readBatches } from "../evaluation/read-batches.ts";
import type { Measure, Measuring } from "./measure.ts";

const BATCH = 100;
const WINDOW = 11;

const pictureOf = ({ fields }: Dataset) => {
  const { shape, support } = fields.x as Field;
  const grey = support === "unit" || support === "binary";
  return grey && shape.length === 3 ? (shape as readonly [number, number, number]) : undefined;
};

async function measure({ session, split, examples, seed, pause }: Measuring): Promise<Named<number>> {
  const { assembled } = session;
  const shape = pictureOf(assembled.dataset) as readonly [number, number, number];
  const size = shape.reduce((a, b) => a * b, 1);
  const sums = { psnr: 0, ssim: 0, mse: 0 };
  let done = 0;
  const reading = { batch: BATCH, limit: examples, seed };
  for await (const { count, inputs } of readBatches(split, assembled.dataset.fields, reading)) {
    const request = () => assembled.reconstruction(BATCH);
    const out = await session.run(`reconstruction/${BATCH}`, request, inputs, { seed, step: done });
    for (let row = 0; row < count; row++) {
      const [from, to] = [row * size, (row + 1) * size];
      const [x, y] = [(inputs.x as Numbers).subarray(from, to), (out.mean as Numbers).subarray(from, to)];
      sums.psnr += psnr(x, y);
      sums.ssim += ssim(x, y, shape);
      for (let i = 0; i < size; i++) sums.mse += ((x[i] as number) - (y[i] as number)) ** 2 / size;
    }
    done += count;
    await pause();
  }
  return { psnr: sums.psnr / done, ssim: sums.ssim / done, mse: sums.mse / done };
}

/** How close reconstructions (means of p(x|z) at the posterior mean) come to their pictures. */
export const reconstructionsMeasure: Measure = {
  summary: "PSNR and SSIM of reconstructions (Wang et al. 2004)",
  figures: {
    psnr: "peak signal-to-noise ratio, dB, mean over pictures",
    ssim: "structural similarity, at most 1, mean over pictures",
    mse: "squared error a pixel, values in 0..1",
  },
  needs: { decoder: { decoded: "it shows the mean of p(x|z) at the posterior mean" } },
  refusal: (dataset) => {
    const shape = pictureOf(dataset);
    if (!shape) return "its data is no pictures with values in 0..1";
    const least = Math.min(shape[0], shape[1]);
    return least < WINDOW ? `SSIM needs pictures of at least 11x11 pixels, these have ${least}` : undefined;
  },
  measure,
};
