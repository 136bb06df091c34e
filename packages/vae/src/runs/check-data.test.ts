import { expect, it } from "vitest";
import { memoryDisk } from "../checkpoints/fakes/memory-disk.ts";
import { checkData } from "./check-data.ts";

const run = { path: "run" };
const disk = (facts?: object) =>
  memoryDisk(new Map(facts ? [["run/run.json", new TextEncoder().encode(JSON.stringify(facts))]] : []));

it("refuses data with another fingerprint than the run's", async () => {
  const changed = checkData(run, { name: "csv", fingerprint: "b" }, disk({ seed: 1, data: "a" }));
  await expect(changed).rejects.toThrow(/run: the data have changed since this run was trained.*csv as it was/);
});

it("passes the same data, and where one of the two says nothing", async () => {
  await checkData(run, { name: "csv", fingerprint: "a" }, disk({ data: "a" }));
  await checkData(run, { name: "mnist" }, disk({ data: "a" }));
  await checkData(run, { name: "csv", fingerprint: "a" }, disk({ seed: 1 }));
  await checkData(run, { name: "csv", fingerprint: "a" }, disk());
});
