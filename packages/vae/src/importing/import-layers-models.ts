import { basename, dirname, join } from "node:path";
import { listParams } from "@elbo/program";
import { ConfigError, type Likelihood, type Named, type ParamTree, type Shape } from "@elbo/spec";
import { assemble } from "../assembly/assemble.ts";
import { parseConfig } from "../config/parse-config.ts";
import { type Imported, type ImportOptions, importTensors } from "./import-tensors.ts";
import { decoderFrom } from "./keras/decoder-from.ts";
import { encoderFrom } from "./keras/encoder-from.ts";
import { readLayersModel } from "./keras/model-file.ts";
import { type ConvertedNet, type Entries, entriesOf, type Head } from "./keras/net.ts";
import { refuse } from "./keras/refuse.ts";
import { parseMap } from "./map/weight-map.ts";

/** Files of the two halves of a VAE. */
export interface LayersModels {
  /** model.json of x -> mean and log-variance. */
  readonly encoder: string;
  /** model.json of z -> what the likelihood asks for. */
  readonly decoder: string;
}

/**
 * Makes a run of two layers models of tfjs-layers or Keras: their layers become the config's encoder and decoder, their
 * weights its values. `config` names the rest: data, likelihood, loss, and latents unless a single Gaussian will do.
 *
 * @throws NotSupportedError naming the layer that cannot be converted, ConfigError when the halves do not fit the config,
 *   CheckpointError when a file is damaged or of another kind.
 */
export async function importLayersModels(
  config: unknown,
  files: LayersModels,
  options: ImportOptions,
): Promise<Imported> {
  const [q, p] = [await readLayersModel(files.encoder), await readLayersModel(files.decoder)];
  const base = plainConfig(config);
  const net = { encoder: encoderFrom(q.chain, FEATURES.length), decoder: decoderFrom(p.chain) };
  const latents = base.latents ?? gaussian(net.encoder);
  const whole = { ...base, latents, encoder: net.encoder.config, decoder: net.decoder.config };
  const assembled = await assemble(parseConfig(whole, options.registry), options.registry);
  try {
    const { latents: wired, likelihood } = assembled.parts;
    checkLinks(net.decoder.heads, likelihood);
    const map = {
      layout: "keras",
      parameters: {
        ...net.encoder.entries,
        ...headEntries("encoder", files.encoder, net.encoder, wired.features),
        ...net.decoder.entries,
        ...headEntries("decoder", files.decoder, net.decoder, likelihood.outputs),
        ...others(assembled.tree, net),
      },
    };
    const named = (side: string, tensors: typeof q.tensors) =>
      [...tensors].map(([name, tensor]) => [`${side}:${name}`, tensor] as const);
    const source = {
      file: `${files.encoder} and ${files.decoder}`,
      tensors: new Map([...named("encoder", q.tensors), ...named("decoder", p.tensors)]),
      hashes: { [inFolder(files.encoder)]: q.hash, [inFolder(files.decoder)]: p.hash },
    };
    return await importTensors(assembled, source, parseMap(map), options);
  } finally {
    await assembled.dataset.close?.();
  }
}

/** What a Gaussian posterior asks of an encoder, in order. */
const FEATURES = ["mean", "log-variance"] as const;

const inFolder = (file: string) => join(basename(dirname(file)), basename(file));

/** A config may lack what the files say. */
function plainConfig(config: unknown): Named<unknown> {
  if (typeof config === "object" && config !== null && !Array.isArray(config)) return config as Named<unknown>;
  throw new ConfigError("a config is an object", {
    where: "config (top level)",
    expected: "data, likelihood and loss at least",
    received: config === null ? "an empty file" : typeof config,
  });
}

const widthOf = ({ made, outputs }: Head): number =>
  outputs ? outputs[1] - outputs[0] : made.step === "dense" ? made.units : made.channels;

const gaussian = ({ heads: [mean] }: ConvertedNet) => ({
  kind: "single",
  posterior: { kind: "gaussian", dimension: widthOf(mean as Head) },
});

/** Pairs a net's outputs with what is asked of it, in order. */
function headEntries(side: "encoder" | "decoder", file: string, { heads }: ConvertedNet, asked: Named<Shape>): Entries {
  const names = Object.keys(asked);
  if (heads.length !== names.length) {
    throw new ConfigError(`the ${side} has another number of outputs than the config asks for`, {
      where: file,
      expected: `${names.length}: ${names.join(", ")}`,
      received: String(heads.length),
      remedy: `Save it as keras.Model(inputs, [${names.map((name) => name.replace(/\W/g, "_")).join(", ")}]), in this order.`,
    });
  }
  return Object.assign({}, ...heads.map((head, i) => entriesOf(side, `${side}/net/heads/${names[i]}`, head)));
}

/** The activation at a decoder's end that the likelihood applies itself is left away; any other is refused. */
function checkLinks(heads: readonly Head[], { outputs, links = {} }: Likelihood): void {
  Object.entries(outputs).forEach(([name, shape], i) => {
    const head = heads[i];
    if (!head) return;
    const { activation, layer } = head.made;
    const link = links[name] ?? "linear";
    const whole = activation !== "softmax" || head.lastAxis === shape.at(-1);
    if (activation === "linear" || (activation === link && whole)) return;
    throw refuse(layer, `has an activation that the likelihood's "${name}" does not undo`, {
      expected: [...new Set(["linear", link])].join(" or "),
      received: whole ? activation : `softmax over ${head.lastAxis} numbers`,
      remedy: "Choose the likelihood that the model was trained with: bernoulli for sigmoid, categorical for softmax.",
    });
  });
}

/** What the files do not speak of, e.g. a learned prior, starts anew. */
function others(tree: ParamTree, net: Named<ConvertedNet>): Entries {
  const known = Object.keys(net).map((side) => `${side}/net/`);
  const paths = listParams(tree).map(({ path }) => path);
  return Object.fromEntries(
    paths.filter((path) => !known.some((each) => path.startsWith(each))).map((path) => [path, { value: "initial" }]),
  );
}
