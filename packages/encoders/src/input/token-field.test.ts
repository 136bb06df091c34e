import { ConfigError, type Field } from "@elbo/spec";
import { expect, it } from "vitest";
import { tokenField } from "./token-field.ts";

const x: Field = { shape: [5], dtype: "int32", support: "tokens", categories: 6 };

it("tells the length and the number of tokens, and refuses everything else", () => {
  expect(tokenField({ fields: { x } }, "here")).toEqual({ time: 5, categories: 6 });
  const refused = (fields: Record<string, Field>) => () => tokenField({ fields }, "here");
  expect(refused({})).toThrow(/here.*no field x/);
  expect(refused({ x: { ...x, shape: [5, 2] } })).toThrow(ConfigError);
  const { categories: _, ...uncounted } = x;
  expect(refused({ x: uncounted })).toThrow(/no categories/);
});
