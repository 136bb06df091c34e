import { ConfigError, type Definition } from "@elbo/spec";
import { describeConformance, useCpu } from "@elbo/testing";
import { beforeAll, expect, it } from "vitest";
import { makeTransport, transportChecks } from "../test-support/transport-checks.ts";
import { sylvesterTransport } from "./sylvester.ts";

beforeAll(useCpu);

describeConformance(
  "sylvester, orthogonal",
  transportChecks(sylvesterTransport as Definition, { length: 2, columns: 2 }),
);
describeConformance(
  "sylvester, Householder",
  transportChecks(sylvesterTransport as Definition, { form: "householder", length: 2, reflections: 2 }),
);

it("refuses more orthonormal columns than latents", () => {
  expect(() => makeTransport(sylvesterTransport as Definition, { columns: 4 }, [3])).toThrow(ConfigError);
  const householder = makeTransport(sylvesterTransport as Definition, { form: "householder", columns: 4 }, [3]);
  expect(householder.features.q).toEqual([4, 8, 3]);
});
