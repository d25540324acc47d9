/**
 * Stands for Chat Data's dialect until it is fetched: hears the page from the first moment, and keeps what happens.
 * Left out: the dialect (join_chat_data.ts).
 */

import type { Asked } from "../asking.ts";
import type { ChatDataFrame, JoinPorts } from "./join_chat_data.ts";
import type { PageLine } from "./page_line.ts";

/** The chatbot that a frame's address names, `/chatbot-iframe/{id}`; null at other addresses. */
export function chatDataId(pathname: string): string | null {
  const [, id] = /^\/chatbot-iframe\/([^/]+)\/?$/.exec(pathname) ?? [];
  try {
    return id === undefined ? null : decodeURIComponent(id);
  } catch {
    return null;
  }
}

/** Of what a page says before the dialect is there, no more is kept than this. */
const mostKept = 100;

export function meetChatData(line: PageLine | null, ports: Omit<JoinPorts, "post">): Omit<ChatDataFrame, "hear"> {
  let frame: ChatDataFrame | null = null;
  let kept = 0;
  // Nobody knows yet whether it asks for something first.
  let asked: Asked = "unknown";
  ports.asking.add(() => asked);
  const joined = import("./join_chat_data.ts").then(({ joinChatData }) => {
    frame = joinChatData({ ...ports, post: (message) => line?.post(message) });
    return frame;
  });
  joined
    .catch((thrown: unknown) => console.warn("the page is not told what happens in the chat", thrown))
    .finally(() => {
      asked = "nothing";
      ports.asking.changed();
    });

  /** Everything in its order, whether it came before or after. */
  function soon(act: (frame: ChatDataFrame) => void): void {
    if (frame !== null) act(frame);
    else joined.then(act, () => undefined);
  }

  line?.hear((data) => {
    if (frame === null && (kept += 1) > mostKept) return;
    soon(({ hear }) => hear(data));
  });
  return {
    begin: (client) => soon((one) => one.begin(client)),
    told: (message) => soon((one) => one.told(message)),
    watch: (state) => soon((one) => one.watch(state)),
    identify: async (info) => (await joined).identify(info),
  };
}
