/**
 * One encoder for each modality (Wu & Goodman 2018, section 2.2): field `name` -> features `name.feature`, which a posterior
 * of experts combines.
 */
import { asX, entriesAs, entriesOf } from "@elbo/program";
import {
  ConfigError,
  type Definition,
  type Encoder,
  type ParamTree,
  type Slot,
  type Values,
  type Wiring,
} from "@elbo/spec";
import { z } from "zod";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("modalities"),
    of: z.record(z.string(), slot("encoder")).describe("encoder of each field, by its name"),
  });

/** Config of the encoder of several modalities. */
export type ModalitiesEncoderConfig = z.output<ReturnType<typeof schema>>;

/**
 * Every field in `of` -> the features whose names begin with it.
 *
 * @throws ConfigError for a field that the data lack, and for a feature that belongs to no field.
 */
export function createModalitiesEncoder({ of }: ModalitiesEncoderConfig, wiring: Wiring): Encoder<ParamTree> {
  const names = Object.keys(of);
  const refuse = (problem: string, received: string, remedy: string) =>
    new ConfigError(problem, { where: "config encoder.of", expected: names.join(", "), received, remedy });
  const stray = Object.keys(wiring.features).find((feature) => !names.includes(feature.split(".")[0] as string));
  if (stray !== undefined) {
    throw refuse("a feature belongs to no modality", stray, "Take the posterior experts, with the same modalities.");
  }
  const missing = names.find((name) => !(name in wiring.fields));
  if (missing !== undefined) {
    throw refuse("the data lack a modality", missing, `Choose among ${Object.keys(wiring.fields).join(", ")}.`);
  }
  const children = Object.entries(of).map(([name, config]) => {
    const seen = { fields: asX(wiring.fields, name), features: entriesOf(wiring.features, name) };
    return { name, encoder: wiring.part<Encoder>("encoder", config, seen) };
  });
  return {
    params: Object.fromEntries(children.map(({ name, encoder }) => [name, encoder.params])),
    reads: [
      ...names.filter((name) => name !== "x"),
      ...children.flatMap(({ name, encoder }) => (encoder.reads ?? []).map((field) => field.replace(/^x(?=\.)/, name))),
    ],
    knobs: Object.assign(
      {},
      ...children.map(({ name, encoder }) =>
        Object.fromEntries(Object.entries(encoder.knobs ?? {}).map(([knob, moves]) => [`${name}/${knob}`, moves])),
      ),
    ),
    apply: (params, batch, context) =>
      Object.assign(
        {},
        ...children.map(({ name, encoder }) =>
          entriesAs(encoder.apply(params[name] as Values<ParamTree>, asX(batch, name), context.at(name)), name),
        ),
      ),
  };
}

/** The encoder of several modalities, for registries. */
export const modalitiesEncoder: Definition<ModalitiesEncoderConfig, Encoder<ParamTree>> = {
  family: "encoder",
  kind: "modalities",
  summary: "an encoder for each of several fields (Wu & Goodman 2018)",
  config: schema,
  create: createModalitiesEncoder,
};
