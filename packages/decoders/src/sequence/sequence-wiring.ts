import { ConfigError, type Named, type Shape, type Wiring } from "@elbo/spec";

/** What a sequential decoder learns from its wiring. */
export interface SequenceWiring {
  /** Tokens per sequence. */
  readonly time: number;
  /** Values that a token can take. */
  readonly categories: number;
  /** Axes of each output after time. */
  readonly shapes: Named<Shape>;
}

/** A gradient keeps 100 to 200 bytes per unit of the state, token and example: 4000 tokens at 256 units, up to 200 MB per row. */
const LONGEST = 4000;

/**
 * Reads tokens `[time]` and outputs `[time, ...]`.
 *
 * @throws ConfigError for data that are no tokens, sequences too long to keep, and outputs without their time axis.
 */
export function sequenceWiring({ fields, outputs }: Pick<Wiring, "fields" | "outputs">, where: string): SequenceWiring {
  const x = fields.x;
  const [time, ...rest] = x?.shape ?? [];
  if (x?.support !== "tokens" || time === undefined || rest.length > 0 || x.categories === undefined) {
    throw new ConfigError("this decoder writes sequences of tokens", {
      where,
      expected: 'field x with support "tokens", shape [time] and a number of categories',
      received: x
        ? `support "${x.support}", shape [${x.shape.join(", ")}], ${x.categories ?? "no"} categories`
        : "no field x",
      remedy: 'Take the decoder kind "dense" or "conv", or a data set of text.',
    });
  }
  if (time > LONGEST) {
    throw new ConfigError("the sequences are too long for a recurrent net, whose gradient keeps every step", {
      where,
      expected: `at most ${LONGEST} tokens, end marker included`,
      received: `${time} in the longest line`,
      remedy: `Leave longer lines out with data.longest (e.g. ${LONGEST - 1}), or split them.`,
    });
  }
  const list = Object.entries(outputs);
  const misfit = list.find(([, shape]) => shape[0] !== time);
  if (misfit !== undefined || list.length === 0) {
    throw new ConfigError("the likelihood does not ask for one output per token", {
      where,
      expected: `outputs of shape [${time}, ...]`,
      received: misfit ? `${misfit[0]} [${misfit[1].join(", ")}]` : "no outputs",
      remedy: "Choose a likelihood for tokens.",
    });
  }
  const shapes = Object.fromEntries(list.map(([name, shape]) => [name, shape.slice(1)]));
  return { time, categories: x.categories, shapes };
}
