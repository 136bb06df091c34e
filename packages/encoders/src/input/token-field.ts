import { ConfigError, type Wiring } from "@elbo/spec";

/**
 * The field x of a net that reads sequences of tokens.
 *
 * @throws ConfigError for data that are no tokens.
 */
export function tokenField(
  { fields: { x } }: Pick<Wiring, "fields">,
  where: string,
): { readonly time: number; readonly categories: number } {
  const [time, ...rest] = x?.shape ?? [];
  if (x?.support === "tokens" && time !== undefined && rest.length === 0 && x.categories !== undefined) {
    return { time, categories: x.categories };
  }
  throw new ConfigError("this encoder reads sequences of tokens", {
    where,
    expected: 'field x with support "tokens", shape [time] and a number of categories',
    received: x
      ? `support "${x.support}", shape [${x.shape.join(", ")}], ${x.categories ?? "no"} categories`
      : "no field x",
    remedy: 'Take the encoder kind "dense" or "conv", or a data set of text.',
  });
}
