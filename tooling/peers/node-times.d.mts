/** An event of onnxruntime's profile; times in microseconds. */
export interface ProfileEvent {
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface NodeTime {
  readonly node: string;
  readonly op: string;
  readonly shapes: string;
  readonly milliseconds: number;
}

export function nodeTimes(
  events: readonly ProfileEvent[],
  options?: { skip?: number },
): { runs: number; whole: number; nodes: NodeTime[] };
export function operationTimes(
  nodes: readonly Pick<NodeTime, "op" | "milliseconds">[],
): { op: string; nodes: number; milliseconds: number }[];
