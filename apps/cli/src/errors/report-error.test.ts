import { CheckpointError, ConfigError, DataError, EngineError } from "@elbo/spec";
import { expect, it } from "vitest";
import { reportError } from "./report-error.ts";

const report = (error: unknown, debug = false) => {
  let text = "";
  const code = reportError(error, {
    debug,
    write: (t) => {
      text += t;
    },
  });
  return { code, text };
};

it("gives each kind of error its own code and one line", () => {
  expect(report(new ConfigError("unknown key", { where: "config loss" }))).toEqual({
    code: 2,
    text: "elbo: config loss: unknown key.\n",
  });
  expect(report(new DataError("truncated", { where: "a.idx" })).code).toBe(3);
  expect(report(new CheckpointError("damaged", { where: "last.json" })).code).toBe(5);
  expect(report(new EngineError("not built", { where: "engine/node" })).code).toBe(4);
  expect(report(new EngineError("training diverged", { where: 'vae/training stage "train"' })).code).toBe(7);
  const full = Object.assign(new Error("no space left"), { code: "ENOSPC" });
  expect(report(new CheckpointError("not written", { where: "runs", cause: full })).code).toBe(6);
});

it("shows a stack only when asked, and owns up to a defect", () => {
  expect(report(new TypeError("x is undefined")).text).toContain("defect of elbo");
  expect(report(new TypeError("x is undefined")).text).not.toContain("at ");
  expect(report(new TypeError("x is undefined"), true).text).toContain("report-error.test");
});

it("puts what commander says on one line", () => {
  expect(report(new Error("error: unknown command 'trian'\n(Did you mean train?)")).text).toMatch(
    /^elbo: unknown command 'trian' \(Did you mean train\?\)\n/,
  );
});
