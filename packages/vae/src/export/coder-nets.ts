import type { Field, Named } from "@elbo/spec";

/** One net of a coder as an ONNX file that says nothing of where and when it was made: equal models give equal bytes. */
export interface CoderNet {
  readonly bytes: Uint8Array;
  /** Names in the file of what goes in, by the program's own: `x`, `x.length`, and `latent/<site>` of the sites that it reads. */
  readonly inputs: Named<string>;
  /** Names in the file of what comes out: `mean` and `scale`, or `parameter/<name>`. */
  readonly outputs: Named<string>;
}

/** One latent site of a coder, in the order of drawing. */
export interface CoderSite {
  readonly name: string;
  readonly shape: readonly number[];
  /** x and the sites inferred before -> `mean` and `scale` of q, `[batch, ...event]`. */
  readonly posterior: CoderNet;
  /** The sites above -> `mean` and `scale` of p; absent where p depends on nothing. */
  readonly prior?: CoderNet;
  /** Nothing -> `logWeights` `[component]`, `mean` and `scale` `[component, latent]`; absent, as `prior` is: N(0, I). */
  readonly mixture?: CoderNet;
}

/** The distributions of elements. */
export interface CoderLaws {
  /** All latents -> `parameter/<name>` of the elements' distribution, `[batch, ...element]` and axes of its own. */
  readonly likelihood?: CoderNet & { readonly family: string };
  /** Instead, where each element depends on those before it. */
  readonly steps?: {
    /** Elements of an example, at most. */
    readonly length: number;
    /** All latents -> `carry/<name>`. */
    readonly begin: CoderNet;
    /** `carry/<name>`, the element before `previous` `[batch]`, `index` -> the next `carry/<name>`, `parameter/<name>`. */
    readonly step: CoderNet & { readonly family: string };
  };
}

/** What the numbers of text mean: 0 is padding, 1 the end. */
export interface CoderText {
  /** What each number stands for, "" for padding and end. */
  readonly symbols: readonly string[];
}

/** What lossless compression needs of a model. */
export interface ExportedCoder extends CoderLaws {
  /** What an example is made of: whole numbers k, which nets see as k / (levels - 1), or as k where they are categories. */
  readonly x: Field;
  readonly sites: readonly CoderSite[];
  /** For text by characters. */
  readonly text?: CoderText;
}
