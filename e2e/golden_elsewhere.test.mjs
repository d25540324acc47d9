/** Every state of the chat on a phone, and from the right. Left out: how it is judged (support/golden.mjs). */

import { everyStateIsRight } from "./support/golden.mjs";

await everyStateIsRight("phone", "right");
