import { expect, it } from "vitest";
import { z } from "zod";
import { type JsonSchema, lookUp } from "./schema-lookup.ts";

const leaf = z.strictObject({ kind: z.literal("leaf"), size: z.number() });
type Node = { kind: "leaf"; size: number } | { kind: "pair"; parts: Node[] };
const node: z.ZodType<Node> = z.lazy(() =>
  z.discriminatedUnion("kind", [leaf, z.strictObject({ kind: z.literal("pair"), parts: z.array(node) })]),
);
const schema = z.toJSONSchema(
  z.strictObject({ node, rate: z.union([z.number(), node]), named: z.record(z.string(), node) }),
) as JsonSchema;

it("follows the kinds that the value names, through lists, records and parts that hold themselves", () => {
  const value = { node: { kind: "pair", parts: [{ kind: "leaf" }, { kind: "pair" }] }, named: { a: { kind: "leaf" } } };
  const { keys } = lookUp(schema, value);
  expect(keys([])).toEqual(["node", "rate", "named"]);
  expect(keys(["node"])).toEqual(["kind", "parts"]);
  expect(keys(["node", "parts", 0])).toEqual(["kind", "size"]);
  expect(keys(["node", "parts", 1])).toEqual(["kind", "parts"]);
  expect(keys(["named", "a"])).toEqual(["kind", "size"]);
});

it("lists the kinds of a choice, also beside a number, and everything where no kind is named", () => {
  const { kinds, keys } = lookUp(schema, { rate: {} });
  expect(kinds(["rate"])).toEqual(["leaf", "pair"]);
  expect(keys(["rate"])).toEqual(["kind", "size", "parts"]);
  expect(kinds(["named", "b"])).toEqual(["leaf", "pair"]);
});

it("knows nothing of a path that the schema does not have", () => {
  const { kinds, keys } = lookUp(schema, {});
  expect(keys(["node", "nowhere", 3])).toEqual([]);
  expect(kinds(["nowhere"])).toEqual([]);
});
