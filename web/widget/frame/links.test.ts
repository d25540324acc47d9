/** Proves how large a file is said to be. Leaves out links and prices (e2e). */

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatSize } from "./links.ts";

test("a_file_is_never_said_to_be_of_no_size", () => {
  const sizes = [1, 12, 499, 1000, 1234, 45_678, 999_999, 1_500_000].map((bytes) => formatSize(bytes, "en"));
  assert.deepEqual(sizes, ["1 kB", "1 kB", "1 kB", "1 kB", "1.2 kB", "46 kB", "1,000 kB", "1.5 MB"]);
});
