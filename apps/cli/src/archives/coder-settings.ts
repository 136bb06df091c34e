import type { Archive, CoderSettings } from "@elbo/codec";
import { DataError } from "@elbo/spec";
import { z } from "zod";

const schema = z.strictObject({
  batch: z.int().min(1).max(4096),
  latentBits: z.int().min(1).max(16),
  lanes: z.int().min(1).max(64),
});

/** How an archive's blocks were coded. @throws DataError when this version knows no such coding. */
export function settingsOf({ header, where }: Pick<Archive, "header" | "where">): CoderSettings {
  const parsed = schema.safeParse(header.coder);
  if (parsed.success) return parsed.data;
  throw new DataError("the archive is coded in another way than this version knows", {
    where,
    expected: Object.keys(schema.shape).join(", "),
    received: JSON.stringify(header.coder),
    remedy: "Use the version of elbo that wrote it (elbo inspect).",
  });
}
