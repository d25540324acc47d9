/** Every state of the chat on a desk's screen, light and dark. Left out: how it is judged (support/golden.mjs). */

import { everyStateIsRight } from "./support/golden.mjs";

await everyStateIsRight("light", "dark");
