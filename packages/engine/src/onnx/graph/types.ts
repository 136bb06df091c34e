import type { Shape } from "@elbo/spec";

/** Element types of graph values; int64 occurs only between two nodes of one lowering. */
export type DType = "float32" | "int32" | "bool" | "int64";

/** Host data of a constant: one number everywhere, or one number per element. */
export type Constant = { readonly uniform: number } | { readonly values: ArrayLike<number> };

/** What a loop runs at each step: `results` from `slots`. What depends on no slot is computed once, before the loop. */
export interface Body {
  readonly slots: readonly Value[];
  readonly results: readonly Value[];
}

/** A node attribute: integers unless said otherwise. */
export type Attribute = number | readonly number[] | string | { readonly float: number } | Body;

/** Attributes by ONNX name. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** Where a value comes from. */
export type Origin =
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "constant"; readonly data: Constant }
  | { readonly kind: "slot"; readonly name: string }
  | { readonly kind: "node"; readonly node: GraphNode };

/** A tensor of the graph. Values are equal exactly when they are the same object. */
export interface Value {
  readonly id: number;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly from: Origin;
}

/** One ONNX operation; `domain:Op` for operations outside the standard. */
export interface GraphNode {
  readonly index: number;
  readonly op: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Attributes;
  readonly outputs: readonly Value[];
}

/** Shape and element type of a node output. */
export interface Result {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A growing graph: asking twice for the same input, constant or node gives the same value. */
export interface Graph {
  /** Channels per block of the runtime's own image layout; absent: standard operations only. */
  readonly blocked?: number;
  input(name: string, shape: Shape, dtype: DType): Value;
  constant(values: ArrayLike<number>, shape: Shape, dtype: DType): Value;
  uniform(value: number, shape: Shape, dtype: DType): Value;
  /** What a loop gives its body. Loops beside each other may share names, nested ones must not. */
  slot(name: string, shape: Shape, dtype: DType): Value;
  node(
    op: string,
    inputs: readonly (Value | undefined)[],
    results: readonly Result[],
    attributes?: Attributes,
  ): Value[];
  readonly size: number;
}
