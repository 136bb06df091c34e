/** What a test does about a tool outside elbo. */
export interface ToolState {
  readonly works: boolean;
  /** Leave the tests out? Never where the tool is required: they fail instead. */
  readonly skip: boolean;
  /** For the test's title: why it is left out. */
  readonly why: string;
}

/**
 * Tests that need a program outside elbo skip aloud where it is missing. The environment's ELBO_REQUIRE_TOOLS names tools
 * by comma ("python-onnx,chromium") whose absence is a failure.
 */
export function toolState(name: string, found: true | string, required = process.env.ELBO_REQUIRE_TOOLS): ToolState {
  const demanded = (required ?? "").split(",").some((each) => each.trim() === name);
  if (found === true) return { works: true, skip: false, why: "" };
  return { works: false, skip: !demanded, why: `${demanded ? ", required" : ", skipped"}: ${found}` };
}
