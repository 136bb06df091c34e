import {
  ConfigError,
  type Definition,
  type Distribution,
  type Likelihood,
  type Named,
  type ParamTree,
  type Slot,
  type Wiring,
} from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { columnGroups } from "./column-groups.ts";
import { observedField } from "./observed-field.ts";
import { type Piece, sideBySide } from "./side-by-side.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("columns"),
    real: slot("likelihood")
      .prefault({ kind: "gaussian", sigma: { kind: "per-pixel" } })
      .describe("of real columns"),
    positive: slot("likelihood").prefault({ kind: "log-normal" }).describe("of positive columns"),
    count: slot("likelihood").prefault({ kind: "poisson" }).describe("of columns of counts"),
    ordinal: slot("likelihood").prefault({ kind: "ordinal" }).describe("of columns of ordered values"),
    category: slot("likelihood").prefault({ kind: "categorical" }).describe("of columns of categories"),
  });

/** Options of `columns`. */
export type ColumnsConfig = z.output<ReturnType<typeof schema>>;

const where = "likelihoods/columns";

/** Creates p(x|z) = prod over columns of the likelihood that the column's type has. */
export function createColumns(
  config: ColumnsConfig,
  wiring: Pick<Wiring, "fields" | "part">,
): Likelihood<Named<ParamTree>> {
  const groups = columnGroups(observedField("columns", wiring), where).map((group) => {
    const likelihood = wiring.part<Likelihood>("likelihood", config[group.type], { fields: { x: group.field } });
    if (!likelihood.supports.includes(group.field.support)) {
      throw new ConfigError(`that likelihood does not describe columns of type ${group.type}`, {
        where: `config likelihood.${group.type}`,
        expected: `a likelihood of ${group.field.support} data`,
        received: `one of ${likelihood.supports.join(", ")} data`,
      });
    }
    return { ...group, likelihood };
  });
  const width = groups.reduce((sum, { columns }) => sum + columns.length, 0);
  return {
    params: Object.fromEntries(groups.map(({ name, likelihood }) => [name, likelihood.params])),
    outputs: Object.fromEntries(
      groups.flatMap(({ name, likelihood }) =>
        Object.entries(likelihood.outputs).map(([output, shape]) => [`${name}.${output}`, shape]),
      ),
    ),
    supports: ["mixed"],
    elements: (params, outputs, context) => {
      const pieces = groups.map(({ name, columns, likelihood }): Piece => {
        const own = Object.keys(likelihood.outputs).map((output): [string, tf.Tensor] => [
          output,
          outputs[`${name}.${output}`] as tf.Tensor,
        ]);
        const values = params[name] as Parameters<typeof likelihood.elements>[0];
        const distribution: Distribution = likelihood.elements(values, Object.fromEntries(own), context.at(name));
        return { columns, distribution };
      });
      return sideBySide(pieces, width);
    },
  };
}

/**
 * A table of different columns, one event per column (HI-VAE: Nazabal et al. 2020, section 3.2), nats: each column has the
 * likelihood of its type, as the data states it; the model sums them under the mask of what is observed.
 *
 * Outputs are those of the likelihoods, by group: `real.mean`, `category-3.logits` `[...lead, column, category]`. `real`
 * columns are modelled as the data gives them (at mean 0 and deviation 1 when it standardises), which is HI-VAE's normalisation.
 * Nothing is shared between columns but the decoder.
 *
 * @throws ConfigError when the data does not describe its columns, or a type's likelihood does not describe that type.
 */
export const columnsLikelihood: Definition<ColumnsConfig, Likelihood<Named<ParamTree>>> = {
  family: "likelihood",
  kind: "columns",
  summary: "Each column of a table by its own type: real, positive, count, ordinal, category (Nazabal et al. 2020)",
  config: schema,
  create: createColumns,
};
