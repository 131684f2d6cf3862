import { h, type JSX, type TargetedSubmitEvent } from "preact";
import type { Scene } from "../ui/scene.ts";

const thanksFor = 5000; // ms

/** Asks for an e-mail address and a name. */
export function contact(s: Scene): JSX.Element {
  const { words, conversation, change, screen: { contact: state } } = s;
  const done = (): void => {
    change({ contact: null });
    conversation.answerAddress();
  };
  const submit = async (e: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const given = new FormData(e.currentTarget);
    const [email, name] = ["email", "name"].map((field) => String(given.get(field)).trim()) as [string, string];
    if (!/^[^\s@<>"]+@[^\s@<>"]+$/.test(email)) return change({ contact: "wrong" });
    change({ contact: "busy" });
    try {
      await conversation.identify({ email, ...(name && { name }) });
      conversation.answerAddress();
      change({ contact: "saved" });
      setTimeout(() => change({ contact: null }), thanksFor);
    } catch (error) {
      change({ contact: (error as Response).status === 400 ? "wrong" : "failed" });
    }
  };
  if (state === "saved") return <p class="card" role="status">{words("saved")}</p>;
  const fault = state === "wrong" ? words("email_wrong") : state === "failed" && words("failed");
  return (
    <form class="card" noValidate onSubmit={(e) => void submit(e)} onKeyDown={(e) => {
      if (e.key !== "Escape") return;
      e.stopPropagation();
      done();
    }}>
      <p>{words("email_prompt")}</p>
      <label for="email">{words("email")}</label>
      <input ref={state ? focusOnce : null} id="email" name="email" type="email" autoComplete="email" maxLength={320} dir="ltr" aria-invalid={state === "wrong"} aria-describedby="email-fault" />
      <p id="email-fault" class="wrong" role="alert">{fault}</p>
      <label for="name">{words("name")}</label>
      <input id="name" name="name" autoComplete="name" maxLength={200} dir="auto" />
      <div class="row">
        <button type="button" onClick={done}>{words("cancel")}</button>
        <button class="main" disabled={state === "busy"}>{words("save")}</button>
      </div>
    </form>
  );
}

/** A ref: the field that the visitor asked for has the focus when it appears. */
function focusOnce(input: HTMLInputElement | null): void {
  input?.focus();
}
