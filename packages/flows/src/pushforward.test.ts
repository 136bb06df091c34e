import { standardNormal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { type Distribution, NotSupportedError } from "@elbo/spec";
import { densityChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { composeFlows } from "./compose.ts";
import { affine, invertElements } from "./elementwise/affine.ts";
import { rationalQuadratic } from "./elementwise/rational-quadratic.ts";
import { actNorm } from "./linear/act-norm.ts";
import { reversal } from "./linear/permutation.ts";
import type { Flow } from "./map.ts";
import { autoregressive } from "./nets/autoregressive.ts";
import { coupling } from "./nets/coupling.ts";
import { pushforward } from "./pushforward.ts";
import { randomValues } from "./test-support/random-values.ts";

beforeAll(useCpu);

const net = { latent: 2, hidden: [5], activation: "tanh" } as const;
const spline = rationalQuadratic({ bins: 3, bound: 3 });
const flows: Readonly<Record<string, Flow>> = {
  coupling: composeFlows([
    coupling({ map: affine, moves: "odd", ...net }),
    coupling({ map: affine, moves: "even", ...net }),
    actNorm(2) as Flow,
  ]),
  "masked autoregressive": composeFlows([
    autoregressive({ map: invertElements(affine), ...net }),
    reversal(2) as Flow,
    autoregressive({ map: invertElements(affine), ...net }),
  ]),
  spline: composeFlows([coupling({ map: spline, moves: "odd", ...net }), reversal(2) as Flow]),
};

for (const [name, flow] of Object.entries(flows)) {
  describeConformance(
    `${name} of a normal`,
    densityChecks(() => pushforward(standardNormal([2]), flow.bind(randomValues(flow.params, 0.3))), { half: 8 }),
  );
}

describe("pushforward", () => {
  it("sees events of any axes as vectors, and keeps the base's batch axes", () => {
    const { base: wide, flow } = { base: standardNormal([1, 2]), flow: flows.coupling as Flow };
    const map = flow.bind(randomValues(flow.params));
    const [grid, flat] = [pushforward(wide, map), pushforward(standardNormal([2]), map)];
    const { value, logProb } = grid.draw(3, eagerContext({ seed: 2n }).context);
    expect([value.shape, logProb.shape, grid.eventShape]).toEqual([[3, 1, 2], [3], [1, 2]]);
    expectClose(flat.logProb(tf.reshape(value, [3, 2])), logProb, 1e-5);
    expect(grid.logProb(tf.zeros([4, 5, 1, 2])).shape).toEqual([4, 5]);
  });

  it("refuses a base that cannot be drawn or scored", () => {
    const { logProb: _, ...silent } = standardNormal([2]);
    const map = (flows.spline as Flow).bind(randomValues((flows.spline as Flow).params));
    expect(() => pushforward(silent as Distribution, map)).toThrow(NotSupportedError);
  });
});
