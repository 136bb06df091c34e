/**
 * One decoder for each modality (Wu & Goodman 2018, section 2.2): z -> outputs `name.output`, for the likelihood of kind
 * modalities.
 */
import { asX, entriesAs, entriesOf } from "@elbo/program";
import {
  ConfigError,
  type Decoder,
  type Definition,
  type ParamTree,
  type Slot,
  type Values,
  type Wiring,
} from "@elbo/spec";
import { z } from "zod";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("modalities"),
    of: z.record(z.string(), slot("decoder")).describe("decoder of each field, by its name"),
  });

/** Config of the decoder of several modalities. */
export type ModalitiesDecoderConfig = z.output<ReturnType<typeof schema>>;

/**
 * z of every site -> outputs of every field in `of`.
 *
 * @throws ConfigError when the likelihood describes other fields, and for decoders that write token by token.
 */
export function createModalitiesDecoder({ of }: ModalitiesDecoderConfig, wiring: Wiring): Decoder<ParamTree> {
  const names = Object.keys(of);
  const wanted = [...new Set(Object.keys(wiring.outputs).map((output) => output.split(".")[0] as string))];
  if ([...wanted].sort().join() !== [...names].sort().join()) {
    throw new ConfigError("the likelihood describes other fields than the decoder makes", {
      where: "config decoder.of",
      expected: wanted.join(", "),
      received: names.join(", "),
      remedy: "Take the likelihood modalities, with the same fields.",
    });
  }
  const children = Object.entries(of).map(([name, config]) => {
    const seen = { fields: asX(wiring.fields, name), outputs: entriesOf(wiring.outputs, name) };
    const decoder = wiring.part<Decoder>("decoder", config, seen);
    if (decoder.stepper) {
      throw new ConfigError("a decoder that writes token by token cannot be one of several", {
        where: `config decoder.of.${name}`,
        expected: "a decoder that makes its outputs in one pass",
        remedy: 'Take the decoder kind "dense" or "conv".',
      });
    }
    return { name, decoder };
  });
  return {
    params: Object.fromEntries(children.map(({ name, decoder }) => [name, decoder.params])),
    outputs: (params, z, given, context) =>
      Object.assign(
        {},
        ...children.map(({ name, decoder }) => {
          const own = { ...given, batch: asX(given.batch, name) };
          return entriesAs(decoder.outputs(params[name] as Values<ParamTree>, z, own, context.at(name)), name);
        }),
      ),
  };
}

/** The decoder of several modalities, for registries. */
export const modalitiesDecoder: Definition<ModalitiesDecoderConfig, Decoder<ParamTree>> = {
  family: "decoder",
  kind: "modalities",
  summary: "a decoder for each of several fields (Wu & Goodman 2018)",
  config: schema,
  create: createModalitiesDecoder,
};
