import { bindParams, eagerContext, initialise, initialValue, normal } from "@elbo/program";
import type { Definition, Distribution, Draw, Prior, Shape, Wiring } from "@elbo/spec";
import { configChecks, densityChecks, expectClose, fakeGiven, subjectChecks } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { z } from "zod";
import { createMixture, mixturePrior } from "../gaussian/mixture.ts";
import { standardNormalPrior } from "../gaussian/standard-normal.ts";

const bases: readonly Definition[] = [standardNormalPrior as Definition, mixturePrior as Definition];
const anything = () => z.any();

/** A flow prior with its base created too. */
export function makeFlowPrior(definition: Definition, config: object, shape: Shape): Prior {
  const wiring: Partial<Wiring> = {
    site: { name: "z", shape },
    part<R>(_family: string, inner: unknown, more?: Partial<Wiring>) {
      const base = bases.find(({ kind }) => kind === (inner as { kind: string }).kind) as Definition;
      return base.create(base.config(anything).parse(inner), { ...wiring, ...more } as Wiring) as R;
    },
  };
  return definition.create(
    definition.config(anything).parse({ kind: definition.kind, ...config }),
    wiring as Wiring,
  ) as Prior;
}

const points = (batch: number) =>
  tf.slice(tf.reshape(tf.linspace(-1.3, 1.6, 12), [4, 3]), [0, 0], [batch, 3]) as tf.Tensor;

/** What every flow prior must hold to: conformance, its density, its start, bases and events of any kind. */
export function flowPriorChecks(definition: Definition, config: object, { share = 0.95 } = {}) {
  const at = (prior: Prior, scale?: number): Distribution =>
    prior.distribution(
      scale === undefined
        ? initialise(prior.params)
        : bindParams(prior.params, (path, { shape }) =>
            tf.tensor(initialValue(path, { shape, init: normal(scale) }, 7n), [...shape]),
          ),
      fakeGiven(),
      eagerContext().context,
    );
  const prior = makeFlowPrior(definition, config, [3]);
  return [
    ...configChecks(definition, { ...config }),
    ...subjectChecks({
      params: prior.params,
      call: (params, batch, context) => ({
        logProb: prior.distribution(params, fakeGiven(), context).logProb?.(points(batch)) as tf.Tensor,
      }),
      batchAxis: 0,
      random: false,
      gradientShare: share,
    }),
    ...densityChecks(() => at(makeFlowPrior(definition, config, [2]), 0.3), { half: 7 }),
    {
      name: "starts as its base",
      run: () => {
        const start = at(
          makeFlowPrior(definition, { ...config, length: 1, base: { kind: "mixture", components: 3 } }, [3]),
        );
        const mixture = createMixture(
          { kind: "mixture", components: 3, spread: 1, minScale: 0.01 },
          { site: { name: "z", shape: [3] } },
        );
        const values = initialise({ base: mixture.params }).base;
        const base = mixture.distribution(values, fakeGiven(), eagerContext().context);
        expectClose(start.logProb?.(points(4)) as tf.Tensor, base.logProb?.(points(4)) as tf.Tensor, 1e-5);
      },
    },
    {
      name: "draws from another base with the density that it states, over events of any axes",
      run: () => {
        const wide = at(
          makeFlowPrior(definition, { ...config, base: { kind: "mixture", components: 3 } }, [1, 3]),
          0.4,
        );
        const draw = wide.draw?.(6, eagerContext({ seed: 3n }).context) as Draw;
        expect([draw.value.shape, wide.eventShape]).toEqual([
          [6, 1, 3],
          [1, 3],
        ]);
        expectClose(wide.logProb?.(draw.value) as tf.Tensor, draw.logProb, 1e-4);
      },
    },
  ];
}
