import type { Split } from "@elbo/spec";
import { beforeAll, describe, expect, it } from "vitest";
import { createNamesData, type NamesDataset, namesByLanguage, namesDataConfig } from "./names.ts";

const open = (more: object = {}) => createNamesData(namesDataConfig.parse({ kind: "names", ...more })).open();

describe("namesByLanguage", () => {
  it("puts regions together, lower-cases by the language's rules, and drops other scripts and small languages", () => {
    const many = (prefix: string) =>
      Array.from({ length: 300 }, (_, i) => `${prefix}${String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26))}`);
    const found = namesByLanguage({
      tr: { person: { first_name: { generic: many("İI"), male: ["Иван", "R2"] } } },
      en_US: { person: { first_name: { female: many("B"), male: many("B") } } },
      en_GB: { person: { first_name: { female: ["Zoe\u0308"] } } },
      fr: { person: { first_name: { generic: ["Anne"] } } },
    });
    expect([...found.keys()]).toEqual(["en", "tr"]);
    expect(found.get("en")).toHaveLength(301);
    expect(found.get("en")).toContain("zo\u00eb");
    expect(found.get("tr")?.[0]).toBe("iıaa");
  });
});

describe("names", () => {
  let dataset: NamesDataset;
  const read = async (split: Split) => {
    const time = dataset.fields.x?.shape[0] ?? 0;
    const into = { x: new Int32Array(split.length * time), label: new Int32Array(split.length) };
    const length = new Int32Array(split.length);
    await split.read(
      Int32Array.from(length, (_, i) => i),
      { ...into, "x.length": length },
    );
    const names = Array.from(length, (_, i) => dataset.text(into.x.subarray(i * time, (i + 1) * time)));
    return { names, length, label: into.label };
  };
  beforeAll(async () => {
    dataset = await open();
  });

  it("has the 16 languages in Latin script with 300 names or more", () => {
    expect(dataset.languages).toEqual("cs de en es fr hr id it nl pl ro sk sr tr uz vi".split(" "));
    expect(dataset.fields.x).toEqual({ shape: [21], dtype: "int32", support: "tokens", categories: 115 });
    expect(dataset.fields.label?.categories).toBe(16);
  });

  it("holds 21,685 pairs of 16,181 names and a language, no name on two sides", async () => {
    const { train, validation, test } = dataset.splits;
    if (!validation) throw new Error("validation is on by default");
    const sides = await Promise.all([train, validation, test].map(read));
    const sets = sides.map(({ names }) => new Set(names));
    expect(train.length + validation.length + test.length).toBe(21_685);
    expect(sets.map((names) => names.size)).toEqual([13_754, 809, 1618]);
    expect(new Set(sets.flatMap((names) => [...names])).size).toBe(16_181);
  });

  it("gives lengths with the end marker, and labels that fit the names", async () => {
    const { names, length, label } = await read(dataset.splits.test);
    for (const [i, name] of names.entries()) expect(length[i]).toBe([...name].length + 1);
    const turkish = names.filter((_, i) => dataset.languages[label[i] as number] === "tr").join("");
    const polish = names.filter((_, i) => dataset.languages[label[i] as number] === "pl").join("");
    expect(turkish).toMatch(/ı.*ğ|ğ.*ı/);
    expect(polish).not.toMatch(/[ığ]/);
  });

  it("splits by seed alone", async () => {
    const [again, other] = [await open(), await open({ seed: 1 })];
    const first = await read(dataset.splits.test);
    expect(await read(again.splits.test)).toEqual(first);
    expect((await read(other.splits.test)).names).not.toEqual(first.names);
  });
});
