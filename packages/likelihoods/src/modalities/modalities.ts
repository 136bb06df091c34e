import { asX, entriesAs, entriesOf } from "@elbo/program";
import {
  type Batch,
  ConfigError,
  type Definition,
  type Distribution,
  type Field,
  type Likelihood,
  type Named,
  NotSupportedError,
  type ParamTree,
  type Slot,
  type Values,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("modalities"),
    of: z.record(z.string(), slot("likelihood")).describe("likelihood of each field, by its name; x is one of them"),
  });

/** Options of `modalities`. */
export type ModalitiesConfig = z.output<ReturnType<typeof schema>>;

/** Distributions of several fields side by side. */
interface Joined extends Distribution {
  readonly modalities: Named<Distribution>;
  /** Leading axes of the outputs, before the elements. */
  readonly lead: readonly number[];
}

const size = tf.util.sizeFromShape;

const misfit = (name: string, expected: string, received: string) =>
  new ConfigError(`the modality "${name}" cannot be described`, {
    where: `config likelihood.of.${name}`,
    expected,
    received,
  });

/** Creates p(x, y, ..|z) = p(x|z) p(y|z) .. of the likelihoods in `of`. */
export function createModalities({ of }: ModalitiesConfig, wiring: Wiring): Likelihood<ParamTree> {
  const children = Object.entries(of).map(([name, config]) => {
    const field = wiring.fields[name];
    if (field === undefined) throw misfit(name, `one of ${Object.keys(wiring.fields).join(", ")}`, name);
    const likelihood = wiring.part<Likelihood>("likelihood", config, { fields: asX(wiring.fields, name) });
    if (!likelihood.supports.includes(field.support)) {
      throw misfit(name, `a likelihood of ${field.support} data`, likelihood.supports.join(", "));
    }
    if (`${name}.length` in wiring.fields)
      throw misfit(name, "a modality of one size", "sequences, drawn token by token");
    return { name, field, likelihood };
  });
  if (!children.some(({ name }) => name === "x"))
    throw misfit("x", "x among the modalities", Object.keys(of).join(", "));

  const joined = (parts: Named<Distribution>, lead: readonly number[]): Joined => {
    const logProb = (value: tf.Tensor) => {
      const sizes = children.map(({ field }) => size([...field.shape]));
      const own = tf.split(value, sizes, value.rank - 1).map((flat, i) => {
        const { name, field } = children[i] as { name: string; field: Field };
        const x = tf.cast(tf.reshape(flat, [...value.shape.slice(0, -1), ...field.shape]), field.dtype);
        const found = scoring(parts[name] as Distribution, name)(x);
        const axes = (parts[name] as Distribution).batchShape.length - lead.length;
        return tf.reshape(found, [...found.shape.slice(0, found.rank - axes), -1]);
      });
      return tf.concat(own, (own[0] as tf.Tensor).rank - 1);
    };
    return {
      family: "modalities",
      batchShape: [...lead, children.reduce((sum, { name }) => sum + elementsOf(parts, name, lead), 0)],
      eventShape: [],
      parameters: {},
      gradient: "none",
      logProb,
      modalities: parts,
      lead,
    };
  };

  return {
    params: Object.fromEntries(children.map(({ name, likelihood }) => [name, likelihood.params])),
    outputs: Object.assign({}, ...children.map(({ name, likelihood }) => entriesAs(likelihood.outputs, name))),
    supports: children.flatMap(({ name, field }) => (name === "x" ? [field.support] : [])),
    describes: children.map(({ name }) => name),
    elements: (params, outputs, context, batch) => {
      const parts = children.map(({ name, likelihood }) => {
        const values = params[name] as Values<ParamTree>;
        return [
          name,
          likelihood.elements(values, entriesOf(outputs, name), context.at(name), batch && ownBatch(batch, name)),
        ] as const;
      });
      const [first] = children as [(typeof children)[number]];
      const [output, shape] = Object.entries(first.likelihood.outputs)[0] as [string, readonly number[]];
      const tensor = outputs[`${first.name}.${output}`] as tf.Tensor;
      return joined(Object.fromEntries(parts), tensor.shape.slice(0, tensor.rank - shape.length));
    },
    observed: (batch, elements) => {
      const { modalities, lead } = elements as Joined;
      const flat = (x: tf.Tensor) => tf.reshape(tf.cast(x, "float32"), [x.shape[0] as number, -1]);
      const counts = children.map(({ name }) => countsOf(batch, name, elementsOf(modalities, name, lead)));
      return {
        value: tf.concat(
          children.map(({ name }) => flat(batch[name] as tf.Tensor)),
          1,
        ),
        counts: tf.concat(counts, 1),
      };
    },
    shown: (elements) => {
      const { modalities } = elements as Joined;
      return Object.fromEntries(
        Object.entries(modalities).map(([name, each]) => {
          const value = each.mean?.() ?? each.mode?.();
          if (value) return [name, value];
          throw new NotSupportedError(`to be shown, ${name} needs a mean or a mode`, {
            where: "likelihoods/modalities",
          });
        }),
      );
    },
  };
}

const elementsOf = (parts: Named<Distribution>, name: string, lead: readonly number[]) =>
  size((parts[name] as Distribution).batchShape.slice(lead.length));

/** A modality as the x of a batch; examples whose modality is not known weigh 0. */
function ownBatch(batch: Batch, name: string): Batch {
  const [own, known] = [asX(batch, name), batch[`${name}.known`]];
  if (!known) return own;
  return { ...own, weight: tf.mul(own.weight as tf.Tensor, tf.cast(known, "float32")) };
}

/** Which elements of a modality count, `[batch, element]`: those observed, of the examples whose modality is known. */
function countsOf(batch: Batch, name: string, elements: number): tf.Tensor {
  const rows = (batch[name] as tf.Tensor).shape[0] as number;
  const [mask, known] = [batch[`${name}.mask`], batch[`${name}.known`]];
  const seen = mask ? tf.reshape(tf.cast(mask, "float32"), [rows, elements]) : tf.ones([rows, elements]);
  return known ? tf.mul(seen, tf.expandDims(tf.cast(known, "float32"), 1)) : seen;
}

const scoring = ({ logProb, family }: Distribution, name: string) => {
  if (logProb) return logProb;
  throw new NotSupportedError(`"${family}" of modality ${name} has no density`, { where: "likelihoods/modalities" });
};

/**
 * Several fields, independent given z (Wu & Goodman 2018, eq. 1): log p(x, y|z) = log p(x|z) + log p(y|z), nats. A field
 * whose `<field>.known` is 0 does not count, so the bound is that of what an example has.
 *
 * Outputs `<field>.<output>` of each; elements `[...lead, n]`, all modalities' elements one after the other.
 *
 * @throws ConfigError for a field that the data lack, one that its likelihood does not describe, sequences, and without x.
 */
export const modalitiesLikelihood: Definition<ModalitiesConfig, Likelihood<ParamTree>> = {
  family: "likelihood",
  kind: "modalities",
  summary: "Several fields, each with its own likelihood (Wu & Goodman 2018)",
  config: schema,
  create: createModalities,
};
