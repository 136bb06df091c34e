import {
  type Activation,
  chain,
  conv2d,
  type DenseParams,
  type Layer,
  type Norm,
  normThenActivation,
  residualBlock,
} from "@elbo/layers";
import { foldLeading, unfoldLeading, zeros } from "@elbo/program";
import type { ParamTree, Shape, Values } from "@elbo/spec";
import { boundLogVariance } from "../posteriors/log-variance.ts";
import type { ConditionalNormal } from "./conditional-normal.ts";

/** What all nets of images in a chain share. */
export interface GridNets {
  /** Residual blocks of two 3x3 convolutions. */
  readonly blocks: number;
  readonly activation: Activation;
  readonly norm: Norm;
  readonly where: string;
}

/** Residual blocks from an image `[height, width, channel]` to as many `channels`, one after the other. */
export function gridBlocks(input: Shape, channels: number, { blocks, activation, norm, where }: GridNets): Layer {
  const [height, width] = input as [number, number, number];
  const list = Array.from({ length: blocks }, (_, i) => {
    const from = i === 0 ? input : [height, width, channels];
    return [`block${i}`, residualBlock({ input: from, channels, activation, norm, where })] as const;
  });
  return chain(Object.fromEntries(list));
}

/**
 * A residual net from an image `[...lead, ...input]` to the moments of a Gaussian on its grid, `[...lead, height, width, latent]`:
 * blocks of `channels`, norm and activation, a 3x3 convolution each for mean and clipped log-variance. These start at 0, so that
 * many sites add little at first (Child 2021, section 3.2): p is N(0, I), a residual q is p.
 */
export function gridNormal({
  input,
  channels,
  latent,
  ...nets
}: GridNets & { readonly input: Shape; readonly channels: number; readonly latent: number }): ConditionalNormal {
  const { activation, norm, where } = nets;
  const grid = [...input.slice(0, 2), nets.blocks > 0 ? channels : (input[2] as number)];
  const trunk = chain({
    blocks: gridBlocks(input, channels, nets),
    end: chain({ ...normThenActivation(norm, { width: grid[2] as number, activation, where }) }),
  });
  const head = conv2d({ input: grid, channels: latent, kernel: 3, stride: 1, where });
  const still: DenseParams = { ...head.params, weight: { ...head.params.weight, init: zeros } };
  return {
    params: { trunk: trunk.params, heads: { mean: still, "log-variance": still } },
    moments(values, x, context) {
      const at = values as Values<{ trunk: ParamTree; heads: Record<"mean" | "log-variance", DenseParams> }>;
      const lead = x.shape.slice(0, -3);
      const h = trunk.apply(at.trunk, foldLeading(x, lead.length), context.at("trunk"));
      return {
        mean: unfoldLeading(head.apply(at.heads.mean, h), lead),
        logVariance: boundLogVariance(unfoldLeading(head.apply(at.heads["log-variance"], h), lead)),
      };
    },
  };
}
