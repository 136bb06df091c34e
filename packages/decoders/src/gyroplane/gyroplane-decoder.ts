/**
 * Hyperplanes of the Poincare ball as a decoder's first layer (Ganea et al. 2018, section 3.1; Mathieu et al. 2019, section 3.2, equation 8): what an
 * affine map is to a vector, signed distances to hyperplanes are to a point of the ball. A decoder of any kind goes on from them.
 */
import { fromOrigin } from "@elbo/distributions";
import { activationNames, activations, linear } from "@elbo/layers";
import { zeros } from "@elbo/program";
import {
  ConfigError,
  type Decoder,
  type Definition,
  type Named,
  type ParamSpec,
  type ParamTree,
  type Slot,
  type Values,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("gyroplane"),
    site: z.string().default("z").describe("the latent site that lies in the ball"),
    units: z.int().min(1).default(128).describe("number of hyperplanes"),
    activation: z.enum(activationNames).default("relu").describe("of the distances"),
    of: slot("decoder").describe("decoder that reads the distances in place of the site"),
  });

/** Config of the gyroplane decoder. */
export type GyroplaneDecoderConfig = z.output<ReturnType<typeof schema>>;

/** Hyperplanes: normals `weight` `[latent, unit]`, and where they pass, `[unit, latent]`, seen from the origin. */
export type GyroplaneParams = { readonly weight: ParamSpec; readonly through: ParamSpec };

/** Parameters: the hyperplanes, and those of the decoder behind them. */
export type GyroplaneDecoderParams = { readonly planes: GyroplaneParams; readonly of: ParamTree };

const TINY = 1e-12;
const squares = (x: tf.Tensor, axis: number) => tf.sum(tf.square(x), axis, true);

/**
 * Signed distances of z `[batch, latent]`, |z| < 1, to hyperplanes, times the lengths of their normals, `[batch, unit]`: with p the point
 * at the end of the geodesic from the origin along `through`, H = { y : <-p + y, w> = 0 } in Moebius' sense,
 *
 *     f(z) = |w| arsinh(2 <-p + z, w> / ((1 - |-p + z|^2) |w|)) = +-|w| d(z, H),
 *
 * curvature -1. For p = 0 near the origin f(z) is <v, w>, v the tangent vector of z.
 */
export function gyroplanes({ weight, through }: Values<GyroplaneParams>, z: tf.Tensor): tf.Tensor {
  const point = fromOrigin(through);
  const away = tf.neg(point);
  const [pp, zz] = [tf.transpose(squares(point, 1)), squares(z, 1)];
  const length = tf.sqrt(tf.add(squares(weight, 0), TINY));
  const along = tf.matMul(z, away, false, true);
  const offset = tf.sum(tf.mul(tf.transpose(away), weight), 0, true);
  // <-p + z, w> and 1 - |-p + z|^2 have the same denominator.
  const moved = tf.add(
    tf.mul(tf.add(tf.add(tf.mul(along, 2), zz), 1), offset),
    tf.mul(tf.sub(1, pp), tf.matMul(z, weight)),
  );
  const room = tf.mul(tf.mul(tf.sub(1, pp), tf.sub(1, zz)), length);
  return tf.mul(length, tf.asinh(tf.div(tf.mul(moved, 2), room)));
}

/**
 * z of the site `[batch, latent]` -> distances `[batch, unit]` -> outputs `[batch, ...output]` of the decoder `of`. Other sites, and a
 * condition, reach it as they are.
 *
 * @throws ConfigError when there is no such site, or it is no vector.
 */
export function createGyroplaneDecoder(
  { site, units, activation, of }: GyroplaneDecoderConfig,
  wiring: Pick<Wiring, "latents" | "part">,
): Decoder<GyroplaneDecoderParams> {
  const { [site]: shape, ...others } = wiring.latents;
  if (shape?.length !== 1) {
    throw new ConfigError("hyperplanes are those of one ball", {
      where: "config decoder.site",
      expected: "the name of a site [latent]",
      received: shape ? `${site} [${shape.join(", ")}]` : `${site}, of ${Object.keys(wiring.latents).join(", ")}`,
    });
  }
  const latent = shape[0] as number;
  const inner = wiring.part<Decoder>("decoder", of, { latents: { [site]: [units], ...others } });
  const seen = (params: Values<GyroplaneDecoderParams>, z: Named<tf.Tensor>) => ({
    ...z,
    [site]: activations[activation](gyroplanes(params.planes, z[site] as tf.Tensor)),
  });
  const { stepper } = inner;
  return {
    params: {
      planes: {
        weight: linear({ input: latent, output: units, where: "decoders/gyroplane" }).params.weight,
        through: { shape: [units, latent], init: zeros },
      },
      of: inner.params,
    },
    needs: { sites: { [site]: { posterior: { ball: "its hyperplanes are those of the ball" } } } },
    outputs: (params, z, given, context) => inner.outputs(params.of, seen(params, z), given, context.at("of")),
    ...(stepper && {
      stepper: {
        length: stepper.length,
        begin: (params, z, given, context) => stepper.begin(params.of, seen(params, z), given, context.at("of")),
        step: (params, carry, previous, index, context) =>
          stepper.step(params.of, carry, previous, index, context.at("of")),
      },
    }),
  };
}

/** The `gyroplane` decoder, for registries. */
export const gyroplaneDecoder: Definition<GyroplaneDecoderConfig, Decoder<GyroplaneDecoderParams>> = {
  family: "decoder",
  kind: "gyroplane",
  summary: "distances to hyperplanes of the Poincare ball, then any decoder (Ganea et al. 2018; Mathieu et al. 2019)",
  config: schema,
  create: createGyroplaneDecoder,
};
