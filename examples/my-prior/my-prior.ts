// A prior with heavy tails and preferred axes: every latent dimension follows its own Student-t with nu degrees of
// freedom (Mathieu et al. 2019, arXiv:1812.02833, section 5.2), location and scale learned:
//   log p(z) = sum_d lgamma((nu + 1) / 2) - lgamma(nu / 2) - log(nu pi) / 2 - log s_d
//              - (nu + 1) / 2 log(1 + ((z_d - m_d) / s_d)^2 / nu)
// A draw needs no gamma noise: with B ~ Beta(nu / 2, nu / 2), sqrt(nu) (B - 1/2) / sqrt(B (1 - B)) is Student-t.
import { constant, lgamma, zeros } from "@elbo/program";
import type { Definition, Distribution, ParamSpec, Prior, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

const schema = z.strictObject({
  kind: z.literal("student-t"),
  freedom: z
    .number()
    .min(1)
    .max(100)
    .default(5)
    .describe("nu, degrees of freedom: 1 is Cauchy, many is nearly Gaussian"),
});
type Config = z.output<typeof schema>;
type Params = { readonly location: ParamSpec; readonly rawScale: ParamSpec };

/** Student-t over `location`'s axes; batchShape [], log-densities in nats. */
function studentT(location: tf.Tensor, scale: tf.Tensor, freedom: number): Distribution {
  const axes = location.shape.map((_, axis) => axis - location.rank); // the event's axes, from the right
  const gammas = tf.sub(lgamma(tf.scalar((freedom + 1) / 2)), lgamma(tf.scalar(freedom / 2)));
  const constants = tf.sub(tf.sub(gammas, Math.log(freedom * Math.PI) / 2), tf.log(scale));
  const logProb = (value: tf.Tensor) => {
    const square = tf.square(tf.div(tf.sub(value, location), scale));
    const tail = tf.mul(tf.log1p(tf.div(square, freedom)), (freedom + 1) / 2);
    return tf.sum(tf.sub(constants, tail), axes);
  };
  return {
    family: "student-t",
    batchShape: [],
    eventShape: location.shape,
    parameters: { location, scale },
    gradient: "pathwise",
    logProb,
    draw: (samples, context) => {
      const law = { law: "beta", a: freedom / 2, b: freedom / 2 } as const;
      const b = context.noise("draw", [samples, ...location.shape], law);
      const spread = tf.sqrt(tf.maximum(tf.mul(b, tf.sub(1, b)), 1e-12));
      const standard = tf.mul(tf.div(tf.sub(b, 0.5), spread), Math.sqrt(freedom));
      const value = tf.add(location, tf.mul(scale, standard));
      return { value, logProb: logProb(value) };
    },
    mode: () => location,
  };
}

/** Named `{ kind: student-t, freedom }` in a config once the file is handed over with `--parts`. */
export const studentTPrior: Definition<Config, Prior<Params>> = {
  family: "prior",
  kind: "student-t",
  summary: "Student-t per dimension, location and scale learned (Mathieu et al. 2019)",
  config: () => schema,
  create({ freedom }: Config, { site }: Pick<Wiring, "site">) {
    const shape = site?.shape ?? [];
    return {
      params: { location: { shape, init: zeros }, rawScale: { shape, init: constant(Math.log(Math.E - 1)) } },
      distribution: ({ location, rawScale }) => studentT(location, tf.softplus(rawScale), freedom),
    };
  },
};
