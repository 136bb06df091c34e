import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { keepInputs } from "./keep-inputs.ts";

it("refuses to write over what goes in, by whatever name", async ({ onTestFinished }) => {
  const folder = await mkdtemp(join(tmpdir(), "elbo-inputs-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [table, link, other] = ["table.csv", "link.csv", "other.csv"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(table, "a,b\n");
  await symlink(table, link);
  await writeFile(other, "a,b\n");
  await expect(keepInputs([table], [other, table])).rejects.toThrow(/table\.csv is what goes in, and would be lost/);
  await expect(keepInputs([table], [link])).rejects.toThrow(/link\.csv is what goes in/);
  const inside = join(folder, "a.PNG");
  await writeFile(inside, "a picture");
  await expect(keepInputs([folder], [inside])).rejects.toThrow(/a\.PNG is what goes in/);
  await keepInputs([folder], [other]); // a table of an earlier time
  await keepInputs([table], [other, undefined, join(folder, "new.csv")]);
  const again = join(folder, "deep", "..", "new.csv");
  await expect(keepInputs([table], [join(folder, "new.csv"), again])).rejects.toThrow(
    /new\.csv is to be written twice/,
  );
});
