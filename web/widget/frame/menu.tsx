/**
 * What the menu offers: a person, a new conversation, a judgement, ways to hear of news, and the visitor's rights over
 * their data.
 * Left out: what these do (chat.ts, alerts.ts), and the button that opens it (header.tsx).
 */

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Config } from "../../protocol/wire.ts";
import { isStatus, problemOf } from "../../sdk/failure.ts";
import { isOpen } from "../../sdk/livechat.ts";
import { firstVisible } from "./entries.ts";
import { Icon } from "./icons.tsx";
import type { IconName } from "./icons.tsx";
import { awayWords } from "./livechat.tsx";
import { Rating } from "./rating.tsx";
import { useChatState } from "./scene.ts";
import type { Setting } from "./scene.ts";

type Dialog = "none" | "delete" | "rate";

interface MenuProps extends Setting {
  config: Config;
  list: "open" | "closed";
  /** Closes the list; the focus goes back to the button, or to where what was chosen leads. */
  onClose: (focus: "button" | "elsewhere") => void;
}

export function Menu(props: MenuProps) {
  const { list, onClose } = props;
  const [dialog, setDialog] = useState<Dialog>("none");
  function show(next: Dialog): void {
    setDialog(next);
    onClose("elsewhere");
  }
  return (
    <>
      {list === "open" && <List {...props} onDialog={show} />}
      {dialog === "delete" && <DeleteDialog {...props} onDone={() => setDialog("none")} />}
      {dialog === "rate" && <RateDialog {...props} onDone={() => setDialog("none")} />}
    </>
  );
}

function List({ chat, texts, config, alerts, onClose, onDialog }: MenuProps & { onDialog: (dialog: Dialog) => void }) {
  const state = useChatState(chat);
  const [fault, setFault] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const [, redraw] = useState(0);
  useEffect(() => alerts.subscribe(() => redraw((times) => times + 1)), [alerts]);
  // At once: a focus that moves after the list is seen could take a key press meant for another entry.
  useLayoutEffect(() => box.current?.querySelector("button")?.focus(), []);
  // In a low window the list lies above the place to write: what is half covered is not half usable.
  useLayoutEffect(() => {
    const composer = document.querySelector(".composer");
    const end = box.current?.getBoundingClientRect().bottom ?? 0;
    if (composer === null || composer.getBoundingClientRect().top > end) return;
    composer.toggleAttribute("inert", true);
    return () => void composer.toggleAttribute("inert", false);
  }, []);

  if (state.phase !== "ready") return null;
  const { entries, since, livechat } = state.conversation;
  const said = entries.slice(firstVisible(entries, since)).filter(({ delivery }) => delivery === "stored");
  const hasAsked = said.some(({ message }) => message.role === "user");

  async function act(doing: () => Promise<unknown>, failed: (thrown: unknown) => string): Promise<void> {
    setFault(null);
    try {
      await doing();
      onClose("button");
    } catch (thrown) {
      setFault(failed(thrown));
    }
  }

  const desktop = alerts.desktop();
  return (
    <div class="menu-list" id="menu" ref={box}>
      {config.livechat?.enabled === true && !isOpen(livechat) && (
        <Entry
          icon="person"
          onPress={() =>
            act(
              () => chat.askForPerson(null),
              (thrown) => (isStatus(problemOf(thrown), 409) ? awayWords(config, texts) : texts.personFailed),
            )
          }
        >
          {texts.askPerson}
        </Entry>
      )}
      {said.length > 0 && (
        <Entry icon="begin" onPress={() => act(() => chat.reset(), () => texts.newFailed)}>
          {texts.newConversation}
        </Entry>
      )}
      {hasAsked && (
        <Entry icon="star" onPress={() => onDialog("rate")}>
          {texts.rateConversation}
        </Entry>
      )}
      <Toggle icon="sound" state={alerts.sound()} onPress={(to) => alerts.setSound(to)}>
        {texts.sound}
      </Toggle>
      <Toggle icon="bell" state={desktop === "on" ? "on" : "off"} onPress={(to) => void alerts.setDesktop(to)}>
        {texts.desktop}
      </Toggle>
      {desktop === "blocked" && <p role="alert">{texts.desktopBlocked}</p>}
      <Entry
        icon="download"
        onPress={() => act(async () => saveFile("my-chat-data.json", await chat.exportData()), () => texts.downloadFailed)}
      >
        {texts.downloadData}
      </Entry>
      <Entry icon="trash" weight="grave" onPress={() => onDialog("delete")}>
        {texts.deleteData}
      </Entry>
      {fault !== null && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

interface EntryProps {
  icon: IconName;
  weight?: "grave";
  onPress: () => void;
  children: ComponentChildren;
}

function Entry({ icon, weight, onPress, children }: EntryProps) {
  return (
    <button type="button" class={weight} onClick={onPress}>
      <Icon name={icon} />
      {children}
    </button>
  );
}

interface ToggleProps {
  icon: IconName;
  state: "on" | "off";
  onPress: (to: "on" | "off") => void;
  children: ComponentChildren;
}

function Toggle({ icon, state, onPress, children }: ToggleProps) {
  return (
    <button type="button" role="switch" aria-checked={state === "on"} onClick={() => onPress(state === "on" ? "off" : "on")}>
      <Icon name={icon} />
      {children}
      <span class="switch" aria-hidden="true" />
    </button>
  );
}

interface DialogProps extends Setting {
  onDone: () => void;
}

function DeleteDialog({ chat, texts, onDone }: DialogProps) {
  const [phase, setPhase] = useState<"asking" | "deleting" | "failed">("asking");

  async function erase(): Promise<void> {
    setPhase("deleting");
    try {
      // The chat begins anew, and this goes with what was.
      await chat.deleteData();
    } catch {
      setPhase("failed");
    }
  }

  return (
    <Modal label="delete-title" onDone={onDone}>
      {(close) => (
        <>
          <h2 id="delete-title">{texts.deleteTitle}</h2>
          <p>{texts.deleteBody}</p>
          {phase === "failed" && (
            <p class="fault" role="alert">
              {texts.deleteFailed}
            </p>
          )}
          <div class="choices">
            <button type="button" class="pill" onClick={close}>
              {texts.cancel}
            </button>
            <button type="button" class="pill grave" disabled={phase === "deleting"} onClick={() => void erase()}>
              {texts.deleteConfirm}
            </button>
          </div>
        </>
      )}
    </Modal>
  );
}

function RateDialog({ chat, texts, onDone }: DialogProps) {
  const [phase, setPhase] = useState<"open" | "rated">("open");
  return (
    <Modal label="rate-title" onDone={onDone}>
      {(close) => (
        <>
          <h2 id="rate-title">{texts.rateConversation}</h2>
          {phase === "open" ? (
            <Rating
              question={texts.rateQuestion}
              onRate={async (rating, feedback) => {
                await chat.rate(rating, feedback);
                setPhase("rated");
              }}
              onDismiss={close}
            />
          ) : (
            <Thanks text={texts.personRated} leave={texts.done} onLeave={close} />
          )}
        </>
      )}
    </Modal>
  );
}

function Thanks({ text, leave, onLeave }: { text: string; leave: string; onLeave: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  // What had the focus is gone.
  useLayoutEffect(() => button.current?.focus(), []);
  return (
    <>
      <p role="status">{text}</p>
      <div class="choices">
        <button ref={button} type="button" class="pill" onClick={onLeave}>
          {leave}
        </button>
      </div>
    </>
  );
}

interface ModalProps {
  label: string;
  onDone: () => void;
  children: (close: () => void) => ComponentChildren;
}

/** Above everything else until it is closed; the browser keeps the focus in it and gives it back. */
function Modal({ label, onDone, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={label} onClose={onDone}>
      {children(() => dialog.current?.close())}
    </dialog>
  );
}

function saveFile(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
