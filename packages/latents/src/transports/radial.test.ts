import type { Definition } from "@elbo/spec";
import { describeConformance, useCpu } from "@elbo/testing";
import { beforeAll } from "vitest";
import { transportChecks } from "../test-support/transport-checks.ts";
import { radialTransport } from "./radial.ts";

beforeAll(useCpu);

describeConformance("radial", transportChecks(radialTransport as Definition, { length: 2 }));
