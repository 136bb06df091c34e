import { expect, it } from "vitest";
import { fakeRun } from "../testing/fake-run.ts";
import { textTable } from "./format-figures.ts";
import { summarise } from "./summarise.ts";

it("averages over seeds and keeps the range", () => {
  const rows = summarise([
    fakeRun({ seed: 1, negativeElbo: 100, kl: 20 }),
    fakeRun({ seed: 2, negativeElbo: 102, kl: 22 }),
    fakeRun({ variant: "vamp", negativeElbo: 90, kl: 0.01, activeUnits: 0 }),
  ]);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({ seeds: 2, negativeElbo: { mean: 101, low: 100, high: 102 }, collapsed: 0 });
  expect(rows[1]).toMatchObject({ variant: "vamp", collapsed: 1 });
});

it("names k, the range and a collapsed model in the table", () => {
  const table = textTable(
    summarise([fakeRun({ seed: 1, negativeElbo: 100 }), fakeRun({ seed: 2, negativeElbo: 102, activeUnits: 0 })]),
  );
  expect(table).toContain("101.00 (100.00-102.00)");
  expect(table).toContain("k=50 n=1000");
  expect(table).toContain("collapsed");
  expect(table).not.toContain("NLL/token");
});

it("gives the figures of measures columns of their own", () => {
  const run = (mutualInformation: number) => {
    const { evaluation, ...rest } = fakeRun({});
    return { ...rest, evaluation: { ...evaluation, metrics: { information: { mutualInformation } } } };
  };
  const rows = summarise([run(2), run(4)]);
  expect(rows[0]?.metrics).toEqual({ "information.mutualInformation": { mean: 3, low: 2, high: 4 } });
  expect(textTable(rows)).toMatch(/mutualInformation\n[\s\S]*3\.000$/);
  const { evaluation, ...rest } = fakeRun({});
  const sampled = { ...rest, evaluation: { ...evaluation, metrics: { "samples by mixture": { frechet: 9 } } } };
  expect(textTable(summarise([sampled]))).toMatch(/frechet, mixture\n[\s\S]*9\.000$/);
});

it("prints no bound and no KL of a posterior without a density, and says why", () => {
  const rows = summarise([
    fakeRun({}),
    fakeRun({ variant: "autoencoder", negativeElbo: 31.5, kl: 7.25, lawless: true }),
  ]);
  expect(rows[1]).not.toHaveProperty("negativeElbo");
  const [, , plain = "", bare = "", , note] = textTable(rows).split("\n");
  expect(plain).toMatch(/^mnist +plain +100\.00 +96\.00 +0\.180 +75\.00 +25\.00/);
  expect(bare).toMatch(/^mnist +autoencoder +- +- +- +24\.25 +- /);
  expect(note).toMatch(/^autoencoder: the posterior has no density/);
  expect(textTable(rows.slice(0, 1))).not.toContain("no density");
});
