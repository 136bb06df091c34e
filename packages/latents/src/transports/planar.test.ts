import type { Definition } from "@elbo/spec";
import { describeConformance, useCpu } from "@elbo/testing";
import { beforeAll } from "vitest";
import { transportChecks } from "../test-support/transport-checks.ts";
import { planarTransport } from "./planar.ts";

beforeAll(useCpu);

describeConformance("planar", transportChecks(planarTransport as Definition, { length: 2 }));
