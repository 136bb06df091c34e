import { expect, it } from "vitest";
import { fakeRun } from "../testing/fake-run.ts";
import { htmlReport } from "./report.ts";

const results = (runs: Parameters<typeof fakeRun>[0][]) => ({
  name: "tiny",
  title: "Tiny <benchmark>",
  command: "elbo bench tiny.yaml",
  machine: { node: "20", cpu: "test", cores: 2 },
  runs: runs.map((run) => fakeRun(run)),
});

it("is one page with table, plots and text, and asks for nothing from outside", async () => {
  const html = await htmlReport(
    results([
      { negativeElbo: 100 },
      { variant: "vamp", negativeElbo: 90 },
      {
        data: "names",
        text: { samples: ["anna", "<b>"], reconstructions: [{ from: "otto", to: "otta" }], greedyAccuracy: 0.75 },
      },
    ]),
  );
  expect(html.match(/<svg/g)).toHaveLength(4);
  expect(html).toContain("Tiny &lt;benchmark&gt;");
  expect(html).toContain("&lt;b&gt;");
  expect(html).toContain("<td>75.0</td>");
  expect(html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, "")).not.toMatch(/https?:\/\//);
});

it("says how many threads a training had, and marks times of trainings that ran side by side", async () => {
  const [alone, beside] = [await htmlReport(results([{}])), await htmlReport(results([{ jobs: 2 }]))];
  expect(alone).toContain("engine onnx, threads of each training: 1.");
  expect(alone).toContain("<td>4.2</td>");
  expect(beside).toContain("engine onnx, threads of each training: 1, trainings at once: 2.");
  expect(beside).toContain("<td>4.2*</td>");
});

it("calls a collapsed model collapsed", async () => {
  expect(await htmlReport(results([{ activeUnits: 0 }]))).toContain("Collapsed: the posterior ignores its input");
});

it("says under the table that an autoencoder has no bound", async () => {
  const html = await htmlReport(results([{}, { variant: "autoencoder", lawless: true }]));
  expect(html).toContain("autoencoder: the posterior has no density");
  expect(html).toContain("<td>-</td>");
  expect(await htmlReport(results([{}]))).not.toContain("no density");
});
