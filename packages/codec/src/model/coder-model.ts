/** One net as an ONNX file. */
export interface ModelNet {
  readonly bytes: Uint8Array;
  /** Names in the file of what goes in: of `x`, and of `latent/<site>` for the sites that it reads. */
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
    /** Absent: N(0, I). */
    readonly prior?: ModelNet;
  }[];
  readonly likelihood: ModelNet & { readonly family: string };
}

/** Number of values that an element can take: two where the data states neither levels nor categories. */
export const levelsOf = ({ x }: Pick<CoderModel, "x">): number => x.categories ?? x.levels ?? 2;
