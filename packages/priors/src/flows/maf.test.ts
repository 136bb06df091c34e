import type { Definition } from "@elbo/spec";
import { describeConformance, useCpu } from "@elbo/testing";
import { beforeAll } from "vitest";
import { flowPriorChecks } from "../test-support/flow-prior-checks.ts";
import { mafPrior } from "./maf.ts";

beforeAll(useCpu);

describeConformance(
  "maf prior",
  flowPriorChecks(mafPrior as Definition, { length: 2, hidden: [5], activation: "tanh" }, { share: 0.4 }), // masked weights
);
