import { configChecks, describeConformance, lossChecks, useCpu } from "@elbo/testing";
import { beforeAll } from "vitest";
import { createElbo, elboLoss } from "./elbo.ts";
import { createIwae, iwaeLoss } from "./iwae.ts";

beforeAll(useCpu);

const wiring = {
  part: () => {
    throw new Error("a number needs no schedule");
  },
};
const elbo = createElbo({ kind: "elbo", beta: 1, samples: 1 }, wiring);
const iwae = createIwae({ kind: "iwae", samples: 5 });

describeConformance("elbo", [
  ...configChecks(elboLoss, { freeBits: { nats: 0.5 } }),
  ...lossChecks(elbo, { objective: "elbo", bound: ["reconstruction", "kl"] }),
]);
describeConformance("iwae", [
  ...configChecks(iwaeLoss, { samples: 5 }),
  ...lossChecks(iwae, { objective: Object.keys(iwae.objectives)[0] as string, bound: ["iwae"] }),
]);
