import type { Definition } from "@elbo/spec";
import { describeConformance, useCpu } from "@elbo/testing";
import { beforeAll } from "vitest";
import { flowPriorChecks } from "../test-support/flow-prior-checks.ts";
import { realNvpPrior } from "./realnvp.ts";

beforeAll(useCpu);

describeConformance(
  "realnvp prior",
  flowPriorChecks(realNvpPrior as Definition, { length: 3, hidden: [5], activation: "tanh" }),
);
