import type { Definition } from "@elbo/spec";
import { describeConformance, useCpu } from "@elbo/testing";
import { beforeAll } from "vitest";
import { flowPriorChecks } from "../test-support/flow-prior-checks.ts";
import { splinePrior } from "./spline.ts";

beforeAll(useCpu);

const config = { length: 2, bins: 3, bound: 3, hidden: [5], activation: "tanh" };
describeConformance("spline prior, coupling", flowPriorChecks(splinePrior as Definition, config));
describeConformance(
  "spline prior, autoregressive",
  flowPriorChecks(splinePrior as Definition, { ...config, length: 1, form: "autoregressive" }, { share: 0.3 }), // masked weights
);
