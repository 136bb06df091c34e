import type { CodesRequest, DrawLatents, Fitting, Named, Numbers } from "@elbo/spec";
import { chooseIndices } from "../measures/chosen-indices.ts";
import { encodeAt } from "../measures/encode-at.ts";
import { temperedPriorProgram } from "../programs/generation-program.ts";
import { drawLatents } from "../sampling/draw-samples.ts";
import { sideBySide } from "../sampling/side-by-side.ts";
import type { Session } from "../session/session.ts";
import { codesModel } from "./codes-model.ts";
import { metricVolume } from "./metric-volume.ts";

/** Trains a model on codes, and gives draws of its x. */
export type TrainOther = (
  config: Readonly<Record<string, unknown>>,
  codes: Float32Array,
  dimensions: number,
) => Promise<DrawLatents>;

/** What a sampler sees of a session's model. */
export function createFitting(
  session: Session,
  { seed, train }: { readonly seed: bigint; readonly train: TrainOther },
): Fitting {
  const { assembled } = session;
  const { width: dimensions, join } = sideBySide(assembled.parts.latents);
  const together = (latents: Named<Numbers>, count: number) =>
    join(latents, count, new Float32Array(count * dimensions));
  return {
    dimensions,
    seed,
    codes: async ({ of, examples }: CodesRequest) => {
      const { train: split } = assembled.dataset.splits;
      const chosen = chooseIndices(examples, split.length, seed, "sampler/codes");
      return (await encodeAt(session, split, chosen, { seed, of, pause: async () => {} })).values;
    },
    prior: async ({ count, seed: key, condition }, temperature) => {
      if (temperature === undefined)
        return together(await drawLatents(session, condition, { count, seed: key }), count);
      const request = () => ({
        program: temperedPriorProgram(assembled.parts, count, temperature),
        signature: assembled.prior(count).signature,
      });
      const name = `prior/${count}/temperature ${temperature}`;
      return together(await session.run(name, request, condition, { seed: key, step: 0 }), count);
    },
    logVolume: metricVolume(session),
    train: (config, codes) => train(config, codes, dimensions),
    trainPrior: (prior, training, codes) => train(codesModel(prior, training), codes, dimensions),
  };
}
