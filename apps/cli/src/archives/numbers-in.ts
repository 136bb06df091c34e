import type { Member, Part } from "@elbo/codec";

/** Numbers of `pictures` pictures of a file; of text a share of the file's bytes. */
export function numbersIn(
  { size, count, about }: Pick<Member | Part, "size" | "count" | "about">,
  pictures: number,
): number {
  const { bytes } = about;
  if (typeof bytes === "number") return Math.round((bytes * pictures) / count);
  return pictures * size.height * size.width * size.channels;
}
