import { cp } from "node:fs/promises";
import { library } from "../../tooling/tsup.ts";

export default library({
  entry: ["src/index.ts", "src/main.ts"],
  onSuccess: () => cp("../../configs", "dist/configs", { recursive: true }),
});
