/** One net as an ONNX file. */
export interface ModelNet {
  readonly bytes: Uint8Array;
  /** Names in the file of what goes in: of `x`, `x.length`, and of `latent/<site>` for the sites that it reads. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Names in the file of what comes out: of `mean` and `scale`, or of `parameter/<name>`. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** The nets that drive a coder, as `exportCoder` of a model of `@elbo/vae` gives them. */
export interface CoderModel {
  /** An example: whole numbers k, which nets see as k / (levels - 1), as k where they are categories. */
  readonly x: {
    readonly shape: readonly number[];
    readonly dtype: "float32" | "int32" | "bool";
    readonly levels?: number;
    readonly categories?: number;
  };
  /** In the order of drawing. */
  readonly sites: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly posterior: ModelNet;
    /** p given the sites above. */
    readonly prior?: ModelNet;
    /** p where it is a mixture that depends on nothing: `logWeights`, `mean` and `scale`. Neither: N(0, I). */
    readonly mixture?: ModelNet;
  }[];
  /** p(x|z) of all elements at once; or: */
  readonly likelihood?: LawNet;
  /** of one after the other: latents to `carry/<name>`; those, `previous` and `index` to the next `carry/<name>` and the law. */
  readonly steps?: { readonly length: number; readonly begin: ModelNet; readonly step: LawNet };
  /** Where examples are lines of text, what each number stands for: 0 is padding, 1 the end, the others are characters. */
  readonly text?: { readonly symbols: readonly string[] };
}

/** A net that gives the parameters of a distribution of elements. */
export type LawNet = ModelNet & { readonly family: string };

/** What text is padded with, and what ends it. */
export const textMarks = { padding: 0, end: 1 } as const;

/** The family of the elements' distribution. */
export const familyOf = ({ likelihood, steps }: Pick<CoderModel, "likelihood" | "steps">): string =>
  (likelihood ?? steps?.step)?.family ?? "";

/** Number of values that an element can take: two where the data states neither levels nor categories. */
export const levelsOf = ({ x }: Pick<CoderModel, "x">): number => x.categories ?? x.levels ?? 2;
