import { useCpu } from "@elbo/testing";
import { beforeAll, expect, it } from "vitest";
import { openVaes } from "../samplers/fakes/open-vaes.ts";

beforeAll(useCpu);

it("decodes latents that were encoded, as it reconstructs", async () => {
  const vaes = await openVaes();
  const vae = await vaes.named("dense");
  const x = new Float32Array(3 * 64).map((_, i) => i % 2);
  expect([...(await vae.decode(await vae.encode(x)))]).toEqual([...(await vae.reconstruct(x))]);
  await vaes.close();
});
