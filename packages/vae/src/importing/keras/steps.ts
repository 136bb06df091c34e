import { type Activation, activationNames } from "@elbo/layers";
import { checkSetting, type KerasLayer, refuse } from "./refuse.ts";

/** An activation, or the link functions that likelihoods hold themselves. */
export type StepActivation = Activation | "softmax";

interface Weighted {
  readonly layer: KerasLayer;
  /** After the layer, those of later Activation layers included. */
  readonly activation: StepActivation;
  readonly bias: boolean;
  /** The activation came behind a Reshape: softmax is then over the new last axis. */
  readonly reshaped?: true;
}
/** A Dense layer. */
export type Dense = Weighted & { readonly step: "dense"; readonly units: number };
/** A convolution or a transposed one, of square kernels. */
export type Conv = Weighted & {
  readonly step: "conv" | "deconv";
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: "same" | "valid";
};

/** What one layer does, in this library's words. */
export type Step =
  | Dense
  | Conv
  | { readonly step: "flatten"; readonly layer: KerasLayer }
  | { readonly step: "reshape"; readonly layer: KerasLayer; readonly shape: readonly number[] }
  | { readonly step: "dropout"; readonly layer: KerasLayer; readonly rate: number }
  | { readonly step: "embedding"; readonly layer: KerasLayer; readonly width: number; readonly masked: boolean }
  | { readonly step: "gru"; readonly layer: KerasLayer; readonly units: number }
  | { readonly step: "activation"; readonly layer: KerasLayer; readonly activation: StepActivation };

const names: Readonly<Record<string, StepActivation>> = {
  ...Object.fromEntries(activationNames.filter((name) => name !== "leaky-relu").map((name) => [name, name])),
  swish: "silu",
  softmax: "softmax",
};

function activationOf(layer: KerasLayer): StepActivation {
  const { activation = "linear" } = layer.config;
  const found = typeof activation === "string" ? names[activation] : undefined;
  if (found) return found;
  throw refuse(layer, "has an activation that cannot be converted", {
    expected: `one of ${Object.keys(names).join(", ")}`,
    received: JSON.stringify(activation),
  });
}

/** A setting that is a positive whole number, or a pair of equal ones. */
function size(layer: KerasLayer, setting: string): number {
  const value = layer.config[setting];
  const [first, ...others] = Array.isArray(value) ? value : [value];
  if (Number.isInteger(first) && first > 0 && others.every((other) => other === first)) return first;
  throw refuse(layer, `has a setting "${setting}" that cannot be converted`, {
    expected: Array.isArray(value) ? "the same for height and width" : "a positive whole number",
    received: JSON.stringify(value) ?? "nothing",
  });
}

const weighted = (layer: KerasLayer): Weighted => ({
  layer,
  activation: activationOf(layer),
  bias: layer.config.use_bias !== false,
});

const convolution = (layer: KerasLayer, step: Conv["step"]): Conv => {
  checkSetting(layer, "data_format", "channels_last", "channelsLast", null, undefined);
  checkSetting(layer, "dilation_rate", [1, 1], 1, null, undefined);
  checkSetting(layer, "groups", 1, null, undefined);
  checkSetting(layer, "output_padding", null, undefined);
  checkSetting(layer, "padding", ...(step === "conv" ? ["same", "valid"] : ["same"]));
  return {
    ...weighted(layer),
    step,
    channels: size(layer, "filters"),
    kernel: size(layer, "kernel_size"),
    stride: size(layer, "strides"),
    padding: layer.config.padding as Conv["padding"],
  };
};

const recurrent = (layer: KerasLayer): Step => {
  checkSetting(layer, "reset_after", true);
  checkSetting(layer, "activation", "tanh");
  checkSetting(layer, "recurrent_activation", "sigmoid");
  checkSetting(layer, "use_bias", true);
  for (const setting of ["return_sequences", "return_state", "go_backwards", "stateful", "time_major"])
    checkSetting(layer, setting, false, null, undefined);
  for (const setting of ["dropout", "recurrent_dropout"]) checkSetting(layer, setting, 0, null, undefined);
  return { step: "gru", layer, units: size(layer, "units") };
};

const alone = (layer: KerasLayer, activation: StepActivation): Step => ({ step: "activation", layer, activation });

/** Layers that can be converted, by class. */
const table: Readonly<Record<string, (layer: KerasLayer) => Step>> = {
  Dense: (layer) => ({ ...weighted(layer), step: "dense", units: size(layer, "units") }),
  Conv2D: (layer) => convolution(layer, "conv"),
  Conv2DTranspose: (layer) => convolution(layer, "deconv"),
  Flatten: (layer) => {
    checkSetting(layer, "data_format", "channels_last", "channelsLast", null, undefined);
    return { step: "flatten", layer };
  },
  Reshape: (layer) => {
    const shape = layer.config.target_shape;
    if (Array.isArray(shape) && shape.every((n) => Number.isInteger(n) && n > 0))
      return { step: "reshape", layer, shape };
    throw refuse(layer, 'has a setting "target_shape" that cannot be converted', {
      expected: "positive whole numbers",
      received: JSON.stringify(shape) ?? "nothing",
    });
  },
  Dropout: (layer) => {
    checkSetting(layer, "noise_shape", null, undefined);
    return { step: "dropout", layer, rate: Number(layer.config.rate) };
  },
  Embedding: (layer) => ({
    ...{ step: "embedding", layer, width: size(layer, "output_dim") },
    masked: layer.config.mask_zero === true,
  }),
  GRU: recurrent,
  Activation: (layer) => alone(layer, activationOf(layer)),
  ReLU: (layer) => {
    checkSetting(layer, "max_value", null, undefined);
    for (const setting of ["negative_slope", "threshold"]) checkSetting(layer, setting, 0, null, undefined);
    return alone(layer, "relu");
  },
  LeakyReLU: (layer) => {
    // Written by Python from float32.
    if (Math.fround(Number(layer.config.alpha)) !== Math.fround(0.01)) checkSetting(layer, "alpha", 0.01);
    return alone(layer, "leaky-relu");
  },
  ELU: (layer) => {
    checkSetting(layer, "alpha", 1, undefined);
    return alone(layer, "elu");
  },
  Softmax: (layer) => {
    checkSetting(layer, "axis", -1, undefined);
    return alone(layer, "softmax");
  },
};

/**
 * Layers in this library's words; an activation layer becomes part of the layer before it.
 *
 * @throws NotSupportedError naming the layer, its class and what can be converted.
 */
export function stepsOf(layers: readonly KerasLayer[]): Step[] {
  const steps: Step[] = [];
  for (const layer of layers) {
    const convert = Object.hasOwn(table, layer.type) ? table[layer.type] : undefined;
    if (!convert) {
      throw refuse(layer, "cannot be converted", {
        expected: `layers of the classes ${Object.keys(table).join(", ")}`,
        remedy:
          layer.type === "Sampling" || layer.type === "Lambda"
            ? "Save an encoder that ends in its mean and log-variance: keras.Model(inputs, [z_mean, z_log_var]); the draw is made here."
            : "Import its weights into a config of your own: elbo import weights.safetensors --config ... --map ...",
      });
    }
    const step = convert(layer);
    const reshaped = steps.at(-1)?.step === "reshape";
    const at = steps.length - (reshaped ? 2 : 1);
    const before = steps[at];
    if (step.step !== "activation") steps.push(step);
    else if (before && "activation" in before && before.activation === "linear") {
      steps[at] = { ...before, activation: step.activation, ...(reshaped && { reshaped }) } as Step;
    } else
      throw refuse(layer, "follows no layer that it could be part of", {
        expected: "a Dense or convolution without activation before it",
      });
  }
  return steps;
}
