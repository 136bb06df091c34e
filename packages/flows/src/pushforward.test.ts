import { standardNormal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { type Distribution, NotSupportedError } from "@elbo/spec";
import { densityChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { composeFlows } from "./compose.ts";
import { affine } from "./elementwise/affine.ts";
import { actNorm } from "./linear/act-norm.ts";
import type { Flow } from "./map.ts";
import { coupling } from "./nets/coupling.ts";
import { pushforward } from "./pushforward.ts";
import { randomValues } from "./test-support/random-values.ts";

beforeAll(useCpu);

const net = { latent: 2, hidden: [5], activation: "tanh" } as const;
const flow = composeFlows([
  coupling({ map: affine, moves: "odd", ...net }),
  coupling({ map: affine, moves: "even", ...net }),
  actNorm(2) as Flow,
]);

describeConformance(
  "coupling layers of a normal",
  densityChecks(() => pushforward(standardNormal([2]), flow.bind(randomValues(flow.params, 0.3))), { half: 8 }),
);

describe("pushforward", () => {
  it("sees events of any axes as vectors, and keeps the base's batch axes", () => {
    const wide = standardNormal([1, 2]);
    const map = flow.bind(randomValues(flow.params));
    const [grid, flat] = [pushforward(wide, map), pushforward(standardNormal([2]), map)];
    const { value, logProb } = grid.draw(3, eagerContext({ seed: 2n }).context);
    expect([value.shape, logProb.shape, grid.eventShape]).toEqual([[3, 1, 2], [3], [1, 2]]);
    expectClose(flat.logProb(tf.reshape(value, [3, 2])), logProb, 1e-5);
    expect(grid.logProb(tf.zeros([4, 5, 1, 2])).shape).toEqual([4, 5]);
  });

  it("refuses a base that cannot be drawn or scored", () => {
    const { logProb: _, ...silent } = standardNormal([2]);
    const map = flow.bind(randomValues(flow.params));
    expect(() => pushforward(silent as Distribution, map)).toThrow(NotSupportedError);
  });
});
