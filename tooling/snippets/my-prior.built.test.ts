// The example of a prior of one's own, loaded as `elbo --parts` loads it, outside the clone.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { Definition, Distribution, Prior, Wiring } from "../../packages/spec/src/index.ts";
import { root } from "./pages.ts";
import { openWorkshop } from "./workshop.ts";

const source = readFileSync(join(root, "examples/my-prior/my-prior.ts"), "utf8");
const require = createRequire(join(root, "packages/vae/package.json"));
const load = (name: string) => import(pathToFileURL(require.resolve(name)).href);

type Program = typeof import("../../packages/program/src/index.ts");
type Tensor = NonNullable<ReturnType<NonNullable<Distribution["logProb"]>>>;
let tf: { readonly tensor2d: (values: readonly number[] | readonly number[][], shape?: readonly number[]) => Tensor };
let program: Program;
let testing: typeof import("../../packages/testing/src/index.ts");
let definition: Definition;

const site = { name: "z", shape: [2] };
const part: Wiring["part"] = () => {
  throw new Error("it has no nested parts");
};
const wiring: Wiring = { fields: {}, features: {}, latents: {}, outputs: {}, site, part };
const create = (freedom: number): Prior => definition.create({ kind: "student-t", freedom }, wiring) as Prior;
const standard = (freedom: number): Distribution => {
  const prior = create(freedom);
  return prior.distribution(program.initialise(prior.params), testing.fakeGiven(), program.eagerContext().context);
};

beforeAll(async () => {
  const vae = await load("@elbo/vae");
  [tf, program, testing] = [
    await load("@tensorflow/tfjs-core"),
    await load("@elbo/program"),
    await load("@elbo/testing"),
  ];
  await testing.useCpu();
  const { folder } = await openWorkshop();
  [definition] = (await vae.loadUserParts(join(folder, "examples/my-prior/my-prior.ts"))).definitions;
});

describe("examples/my-prior", () => {
  it("is one file as long as the README says, and imports spec, program, tfjs and zod only", () => {
    const lines = source.trimEnd().split("\n");
    const code = lines.filter(
      (line) => line.trim() !== "" && !line.trim().startsWith("//") && !line.trim().startsWith("/**"),
    );
    const readme = readFileSync(join(root, "README.md"), "utf8");
    expect(readme).toContain(`${lines.length} lines, ${code.length} of them code`);
    const imports = [...source.matchAll(/ from "([^"]+)"/g)].map(([, name]) => name);
    expect(imports.sort()).toEqual(["@elbo/program", "@elbo/spec", "@tensorflow/tfjs-core", "zod"]);
  });

  it("passes the conformance suites", async () => {
    const prior = create(5);
    const given = testing.fakeGiven();
    const values = [-3, 0.4, 1.2, -0.7, 2.5, 0.1, -1.4, 0.8];
    const points = (batch: number) => tf.tensor2d(values.slice(0, 2 * batch), [batch, 2]);
    expect(
      await testing.rejections([
        ...testing.configChecks(definition, { freedom: 5 }),
        ...testing.subjectChecks({
          params: prior.params,
          call: (params, batch, context) => ({
            logProb: prior.distribution(params, given, context).logProb?.(points(batch)) as Tensor,
          }),
          batchAxis: 0,
          random: false,
        }),
        ...testing.densityChecks(() => standard(5)),
      ]),
    ).toEqual([]);
  });

  it("has the density of two independent Cauchy variables at nu = 1", () => {
    const z = [
      [0, 0],
      [1, -2],
      [30, 0.5],
    ];
    const exact = z.map((row) => row.reduce((sum, x) => sum - Math.log(Math.PI * (1 + x * x)), 0));
    testing.expectClose(standard(1).logProb?.(tf.tensor2d(z)) as Tensor, exact, 1e-5);
  });

  it("draws Student-t: distance from its exact distribution function at nu = 2 below 1.63 / sqrt(n)", () => {
    const draw = standard(2).draw?.(5000, program.eagerContext({ seed: 3n }).context);
    const sorted = Float64Array.from((draw as { value: Tensor }).value.dataSync()).sort();
    const distance = sorted.reduce((most, t, i) => {
      const exact = 0.5 + t / (2 * Math.sqrt(2 + t * t));
      return Math.max(most, Math.abs(exact - i / sorted.length), Math.abs(exact - (i + 1) / sorted.length));
    }, 0);
    expect(distance).toBeLessThan(1.63 / Math.sqrt(sorted.length));
  });
});
