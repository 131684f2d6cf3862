import * as api from "./api.js";
import { Detail } from "./conversation.js";
import { Inbox } from "./inbox.js";
import { List } from "./list.js";

const $ = (selector) => document.querySelector(selector);
const form = $("#sign-in-form");
const passwordForm = $("#password-form");
const list = new List(failed);
const detail = new Detail(failed);
const inbox = new Inbox({ told, live, failed });
let user = null;
let open = null; // id of the conversation that is shown

// failed takes care of a session that has ended.
function failed(problem) {
  if (problem.code !== "sign_in_required") return false;
  if (user) showSignIn("Your session has ended. Please sign in again.");
  return true;
}

// told takes what the inbox tells.
function told(event, data) {
  if (event === "ready") { // what is shown may be old
    list.load(false);
    if (open) detail.refresh();
  }
  if (event === "ready" || event === "counts") list.count(data);
  if (event === "typing") detail.typing(data.conversation_id);
  if (!data.conversation) return;
  list.apply(data.conversation);
  if (event !== "seen") detail.apply(data.conversation, data.message);
}

function live(connected) {
  $("#live").textContent = connected ? "Live" : "Connecting again …";
}

function showSignIn(problem) {
  inbox.stop();
  user = open = null;
  list.clear();
  detail.clear();
  $("#app").hidden = passwordForm.hidden = true;
  $("#sign-in").hidden = form.hidden = false;
  document.title = "Sign in · InnConnect";
  say($("#sign-in-problem"), problem);
  (form.email.value ? form.password : form.email).focus();
}

function say(node, text) {
  node.textContent = text ?? "";
  node.hidden = !text;
}

async function showApp(found) {
  if (found.password_temporary) {
    $("#app").hidden = form.hidden = true;
    $("#sign-in").hidden = passwordForm.hidden = false;
    document.title = "Choose a password · InnConnect";
    passwordForm.present.focus();
    return;
  }
  user = found;
  $("#sign-in").hidden = true;
  $("#app").hidden = false;
  document.title = "Conversations · InnConnect";
  live(false);
  $("#who-email").textContent = user.email;
  $("#who-role").textContent = user.role;
  say($("#app-problem"), null);
  route();
  await list.start(user);
  inbox.start();
}

// route opens the conversation that the address names.
function route() {
  if (!user) return;
  const id = location.hash.match(/^#\/conversations\/([0-9a-f-]{36})$/i)?.[1] ?? null;
  if (id === open) return;
  const left = open;
  open = id;
  document.body.classList.toggle("reading", id !== null);
  list.select(id);
  if (id) {
    detail.open(id, user);
    $("#detail").focus({ preventScroll: true });
  } else {
    detail.clear();
    document.querySelector(`#rows a[data-id="${CSS.escape(left)}"]`)?.focus();
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  say($("#sign-in-problem"), null);
  try {
    await api.signIn(form.email.value, form.password.value);
    form.password.value = "";
    const { user: found } = await api.me();
    await showApp(found);
  } catch (problem) {
    let text = problem.message;
    if (problem.code === "sign_in_required") text = "Your browser did not keep the sign-in. Open this page over https, or on localhost.";
    if (problem.retryAfter) text += ` You can try again in ${Math.ceil(problem.retryAfter / 60)} min.`;
    say($("#sign-in-problem"), text);
    if (problem.code === "sign_in_failed") form.password.select();
  } finally {
    button.disabled = false;
  }
});

passwordForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  say($("#password-problem"), null);
  try {
    await api.changePassword(passwordForm.present.value, passwordForm.fresh.value);
    passwordForm.reset();
    await showApp((await api.me()).user);
  } catch (problem) {
    if (!failed(problem)) say($("#password-problem"), problem.message);
  }
});

$("#sign-out").addEventListener("click", async () => {
  try {
    await api.signOut();
  } catch (problem) {
    if (problem.code !== "sign_in_required") {
      say($("#app-problem"), `You are still signed in. ${problem.message}`);
      return;
    }
  }
  history.replaceState(null, "", "/admin");
  document.body.classList.remove("reading");
  form.reset();
  showSignIn();
});

addEventListener("hashchange", route);

try {
  const { user: found } = await api.me();
  await showApp(found);
} catch (problem) {
  showSignIn(problem.code === "sign_in_required" ? null : problem.message);
}
