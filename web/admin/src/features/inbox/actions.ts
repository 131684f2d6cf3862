import type { Conversation, Priority, User } from "@client/schema";
import { api } from "@/api/client";
import { useRefresh } from "@/features/inbox/refresh";

/** Returns what a user can do to a conversation. After each, what is shown is loaded anew. onAct hears of what changes its hands. */
export function useActions(id: string, onAct: () => void) {
  const refreshed = { onSettled: useRefresh(id) };
  const handed = { ...refreshed, onMutate: onAct };
  const params = { path: { id } };
  const takeOver = api.useMutation("post", "/api/admin/conversations/{id}/takeover", handed);
  const handBack = api.useMutation("post", "/api/admin/conversations/{id}/handback", handed);
  const passOn = api.useMutation("post", "/api/admin/conversations/{id}/transfer", handed);
  const close = api.useMutation("post", "/api/admin/conversations/{id}/close", handed);
  const followUp = api.useMutation("put", "/api/admin/conversations/{id}/follow-up", refreshed);
  const priority = api.useMutation("put", "/api/admin/conversations/{id}/priority", refreshed);
  return {
    busy: [takeOver, handBack, passOn, close].some(({ isPending }) => isPending),
    takeOver: () => takeOver.mutate({ params }),
    handBack: () => handBack.mutate({ params }),
    passOn: (agent: string) => passOn.mutate({ params, body: { agent_id: agent } }),
    close: () => close.mutate({ params }),
    setFollowUp: (needed: boolean) => followUp.mutate({ params, body: { needed } }),
    setPriority: (to: Priority) => priority.mutate({ params, body: { priority: to } }),
  };
}

/** Tells what the user may do in the conversation as it is now. The server decides; this hides what it would refuse. */
export function mayDo({ session, agent, waiting_since }: Conversation, user: User) {
  const works = user.role !== "viewer";
  const open = session.status !== "closed";
  const mine = works && open && agent?.id === user.id;
  const nobodys = open && !agent;
  return {
    work: works,
    write: mine,
    takeOver: works && nobodys,
    handBack: mine,
    passOn: mine,
    /** Give away what a colleague has, or what waits. */
    assign: user.role === "admin" && open && !mine && (agent !== null || waiting_since !== null),
    close: works && open && (mine || nobodys),
  };
}
