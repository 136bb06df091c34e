import {
  ConfigError,
  type Dataset,
  type DatasetSource,
  type Decoder,
  type Encoder,
  type Fact,
  type Family,
  type Latents,
  type Likelihood,
  type Loss,
  type Named,
  type Shape,
  type Wiring,
} from "@elbo/spec";
import { checkSupport } from "../../assembly/check-fit.ts";
import { type Created, checkNeeds, type Offering } from "../../assembly/check-needs.ts";
import { createWiring, nothingKnown } from "../../assembly/wiring.ts";
import { createCondition } from "../../condition/create-condition.ts";
import type { Registry } from "../../registry/registry.ts";
import { type Combination, type Factor, LEFT_OUT, latentsConfig, levels, refusal } from "./combinations.ts";
import type { Block } from "./cover-pairs.ts";
import { madeUpSorts } from "./made-up-data.ts";
import { minimal } from "./minimal-configs.ts";

const everything: readonly Fact[] = ["mean"];
/** Others that offer all there is, so that a block is judged by itself. */
const generous: Omit<Offering, "latents"> = { encoder: {}, decoder: {}, likelihood: { offers: everything } };
/** What encoders are asked for by a plain Gaussian, and by one expert for each modality. */
const asked: readonly Named<Shape>[] = [
  { mean: [3], "log-variance": [3] },
  { "x.mean": [3], "label.mean": [3] },
];
const latents = { z: [3] };

type Rows = Combination[];
type Rejected = { readonly row: Partial<Combination>; readonly reason: string }[];

/** The made-up data sets by sort. */
export async function openMadeUp(registry: Registry): Promise<Named<Dataset>> {
  const open = (sort: string) =>
    createWiring(registry, nothingKnown).part<DatasetSource>("data", { kind: "made-up", sort }).open();
  return Object.fromEntries(await Promise.all(madeUpSorts.map(async (sort) => [sort, await open(sort)] as const)));
}

const shapesOf = ({ sites }: Latents): Named<Shape> =>
  Object.fromEntries(sites.map(({ name, shape }) => [name, shape]));

/** A kind's small config with its defaults; one that cannot be read is refused here, and told by a test of its own. */
function parsed(registry: Registry, family: Family, kind: string): object {
  const { data, error } = registry.slot(family).safeParse(minimal(registry, family, kind));
  if (error) throw new ConfigError("its small config is not valid", { where: `${family} ${kind}` });
  return data as object;
}

/** Which data, likelihood, encoder and decoder go together, with the latents of a plain Gaussian. */
export function observationBlock(registry: Registry, data: Named<Dataset>): Block<Factor> {
  const all = levels(registry);
  const [rows, rejected]: [Rows, Rejected] = [[], []];
  for (const sort of all.data) {
    const dataset = data[sort] as Dataset;
    for (const likelihood of all.likelihood) {
      let outputs: Named<Shape> = {};
      const part = <R>(family: "likelihood" | "encoder" | "decoder", kind: string, features: Named<Shape> = {}): R =>
        createWiring(registry, { ...nothingKnown, fields: dataset.fields, features, latents, outputs }).part<R>(
          family,
          parsed(registry, family, kind),
        );
      const misfit = refusal(() => {
        const made = part<Likelihood>("likelihood", likelihood);
        checkSupport(dataset, made, likelihood);
        outputs = made.outputs;
      });
      const row = { data: sort, likelihood };
      if (misfit !== undefined) rejected.push({ row, reason: misfit });
      if (misfit !== undefined) continue;
      const usable = (family: "encoder" | "decoder") => {
        const tried = all[family].map((kind) => {
          const reasons = asked.map((features) => refusal(() => part<Encoder | Decoder>(family, kind, features)));
          return { kind, reason: reasons.includes(undefined) ? undefined : reasons[0] };
        });
        for (const { kind, reason } of tried) if (reason) rejected.push({ row: { ...row, [family]: kind }, reason });
        return tried.filter(({ reason }) => reason === undefined).map(({ kind }) => kind);
      };
      const [encoders, decoders] = [usable("encoder"), usable("decoder")];
      for (const encoder of encoders)
        for (const decoder of decoders) rows.push({ data: sort, likelihood, encoder, decoder } as Combination);
    }
  }
  return { factors: ["data", "likelihood", "encoder", "decoder"], rows, rejected };
}

/** Every choice of the latents' own factors. */
const latentChoices = ({ latents, posterior, transport, prior, condition }: ReturnType<typeof levels>): Combination[] =>
  [{ latents }, { posterior }, { transport }, { prior }, { condition }].reduce(
    (rows, factor) => {
      const [[name, kinds]] = Object.entries(factor) as [[Factor, readonly string[]]];
      return rows.flatMap((row) => kinds.map((kind) => ({ ...row, [name]: kind })));
    },
    [{} as Combination],
  );

/** Which latents, posterior, transport, prior, condition and loss go together, on binary images. */
export function latentBlock(registry: Registry, data: Named<Dataset>): Block<Factor> {
  const { fields, splits } = data.binary as Dataset;
  const [rows, rejected]: [Rows, Rejected] = [[], []];
  const all = levels(registry);
  const judged = new Map<string, string | undefined>();
  for (const chosen of latentChoices(all)) {
    const read = registry.slot("latents").safeParse(latentsConfig(registry, chosen));
    if (!read.success) continue;
    const known = { ...nothingKnown, fields, examples: splits.train.length, ...conditionOf(chosen, fields) };
    const created: Created[] = [];
    let made: Latents | undefined;
    const misfit = refusal(() => {
      made = createWiring(registry, known, created).part<Latents>("latents", read.data);
      checkNeeds(created, { ...generous, latents: made });
    });
    if (misfit !== undefined) rejected.push({ row: chosen, reason: misfit });
    if (misfit !== undefined || made === undefined) continue;
    const { facts, sites, inferred } = made;
    for (const loss of all.loss) {
      // What a loss can see of the latents.
      const seen = JSON.stringify([loss, facts, sites, inferred, known.condition]);
      if (!judged.has(seen)) judged.set(seen, refusedLoss(registry, known, made, loss));
      const reason = judged.get(seen);
      if (reason === undefined) rows.push({ ...chosen, loss });
      else rejected.push({ row: { ...chosen, loss }, reason });
    }
  }
  return { factors: ["latents", "posterior", "transport", "prior", "condition", "loss"], rows, rejected };
}

const conditionOf = ({ condition }: Combination, fields: Dataset["fields"]): Partial<Wiring> => {
  if (condition === LEFT_OUT) return {};
  const { width, of, into } = createCondition({ field: condition, into: ["encoder", "decoder"] }, fields);
  return { condition: { width, of, into } };
};

function refusedLoss(registry: Registry, before: typeof nothingKnown, latents: Latents, kind: string) {
  const own: Created[] = [];
  const known = { ...before, features: latents.features, latents: shapesOf(latents) };
  return refusal(() => {
    createWiring(registry, known, own).part<Loss>("loss", parsed(registry, "loss", kind));
    checkNeeds(own, { ...generous, latents });
  });
}
