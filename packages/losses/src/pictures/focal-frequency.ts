import { stopGradient } from "@elbo/program";
import { ConfigError, type Definition, type Distribution, type Loss, type Slot, type Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { reportedKl, totalKl } from "../kl/site-kl.ts";
import { movingWeight, weightField } from "../weights/moving-weight.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("focal-frequency"),
    weight: z.number().min(0).default(1).describe("nats that a squared error of 1 costs at the worst frequency"),
    alpha: z.number().min(0).default(1).describe("how much less others weigh: (|error| / the largest)^alpha"),
    beta: weightField(slot).default(1).describe("weight of the KL divergence: a number, or a schedule over training"),
  });

/** Options of `focal-frequency`. */
export type FocalFrequencyConfig = z.output<ReturnType<typeof schema>>;

/** Cosines and sines of 2 pi j k / n side by side, over sqrt(n): `[n, 2 n]`. */
function waves(n: number): tf.Tensor2D {
  const at = (i: number) => {
    const [j, k] = [Math.floor(i / (2 * n)), i % (2 * n)];
    const angle = (2 * Math.PI * ((j * (k % n)) % n)) / n;
    return (k < n ? Math.cos(angle) : Math.sin(angle)) / Math.sqrt(n);
  };
  return tf.tensor2d(
    Float32Array.from({ length: 2 * n * n }, (_, i) => at(i)),
    [n, 2 * n],
  );
}

/** |F|^2 of planes `[plane, height, width]`, F the unitary discrete Fourier transform; frequencies of width come first. */
function power(x: tf.Tensor): tf.Tensor {
  const [planes, height, width] = x.shape as [number, number, number];
  const across = tf.matMul(tf.reshape(x, [planes * height, width]) as tf.Tensor2D, waves(width));
  const columns = tf.transpose(tf.reshape(across, [planes, height, 2 * width]), [0, 2, 1]);
  const both = tf.matMul(tf.reshape(columns, [planes * 2 * width, height]) as tf.Tensor2D, waves(height));
  const parts = tf.split(tf.reshape(both, [planes, 2, width, 2 * height]), 2, 3) as [tf.Tensor, tf.Tensor];
  const [[cc, sc], [cs, ss]] = parts.map((part) => tf.unstack(part, 1)) as [
    [tf.Tensor, tf.Tensor],
    [tf.Tensor, tf.Tensor],
  ];
  return tf.add(tf.square(tf.sub(cc, ss)), tf.square(tf.add(sc, cs)));
}

/**
 * The focal frequency distance of pictures `[...lead, height, width, channel]`, `[...lead]`: sum_uv w |F(x) - F(y)|^2 with F
 * unitary and w = (|F(x) - F(y)| / its largest in the channel)^alpha, through which no gradient flows (Jiang et al. 2021, eq. 7 to 9;
 * theirs is the mean over u, v). alpha = 0: the squared error.
 */
export function focalFrequency(x: tf.Tensor, y: tf.Tensor, alpha: number): tf.Tensor {
  const lead = x.shape.slice(0, -3);
  const [height, width, channels] = x.shape.slice(-3) as [number, number, number];
  const gap = tf.transpose(tf.reshape(tf.sub(x, y), [-1, height, width, channels]), [0, 3, 1, 2]);
  const error = power(tf.reshape(gap, [-1, height, width]));
  const fixed = stopGradient(error);
  const share = tf.div(fixed, tf.add(tf.max(fixed, [1, 2], true), 1e-12));
  const weighed = alpha === 0 ? error : tf.mul(tf.pow(share, alpha / 2), error);
  return tf.reshape(tf.sum(tf.reshape(weighed, [-1, channels * height * width]), 1), lead);
}

/** Creates the objective `focal-frequency`. */
export function createFocalFrequency(
  { weight, alpha, beta }: FocalFrequencyConfig,
  wiring: Pick<Wiring, "part" | "fields">,
): Loss<Record<never, never>> {
  const { x } = wiring.fields;
  if (x?.shape.length !== 3 || !["unit", "binary", "real"].includes(x.support)) {
    throw new ConfigError("frequencies are those of pictures", {
      where: "config loss",
      expected: "pictures [height, width, channel] of numbers",
      received: x ? `support "${x.support}", shape [${x.shape.join(", ")}]` : "no field x",
      remedy: "Choose other data, or loss.kind: elbo.",
    });
  }
  const kl = movingWeight("beta", beta, wiring);
  return {
    params: {},
    knobs: kl.knobs,
    needs: {
      posterior: { law: "the KL divergence is a term" },
      decoder: { decoded: "whole pictures are compared" },
      likelihood: { mean: "it is the picture whose frequencies are compared with those of x" },
    },
    objectives: {
      "focal-frequency": {
        moves: ["encoder", "decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples: 1 }, context);
          const picture = tf.squeeze((trace.likelihood.mean as NonNullable<Distribution["mean"]>)(), [0]);
          const data = tf.reshape(batch.x as tf.Tensor, picture.shape);
          return withAdded(
            {
              reconstruction: reconstructionTerm(trace),
              frequencies: { value: focalFrequency(data, picture, alpha), over: "example", weight },
              kl: { value: totalKl(trace.sites), over: "example", weight: kl.weight },
              ...reportedKl(trace.sites),
            },
            trace,
          );
        },
      },
    },
  };
}

/**
 * Focal frequency loss (Jiang et al. 2021, "Focal frequency loss for image reconstruction and synthesis", eq. 9) beside the VAE's:
 * -log p(x|z) + weight FFL(x, x~) + beta KL(q(z|x) || p(z)), x~ the mean of p(x|z): frequencies that are hard to hit
 * weigh most. No bound.
 *
 * Terms: `reconstruction` `[sample, batch]`, nats; `frequencies` `[batch]`, in squares of x; `kl`, nats; `kl/<site>` reported; terms
 * that parts add.
 *
 * @throws ConfigError for data that are no pictures of numbers.
 */
export const focalFrequencyLoss: Definition<FocalFrequencyConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "focal-frequency",
  summary: "ELBO and the distance of Fourier transforms, the worst frequencies first (Jiang et al. 2021)",
  config: schema,
  create: createFocalFrequency,
};
