import { useDocumentVisibility } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import { call } from "@/api/client";

const again = 10_000; // ms between two signs; one holds for 30 s
const typingAgain = 3000; // ms; a sign of typing holds for 6 s

/**
 * Shows colleagues that the user has the conversation on the screen, while the
 * window is seen. Returns what to call when the user types; it also shows the
 * visitor that when they are who the text is for.
 */
export function useShowPresence(id: string): (toVisitor: boolean) => void {
  const visible = useDocumentVisibility() === "visible";
  const typed = useRef(0);
  const params = { path: { id } };
  // A sign that is lost is given again.
  const show = (typing: boolean) => void call.PUT("/api/admin/conversations/{id}/presence", { params, body: { typing } }).catch(() => {});

  useEffect(() => {
    if (!visible) return;
    show(false);
    const timer = setInterval(() => {
      if (Date.now() - typed.current > typingAgain) show(false);
    }, again);
    const leave = () => void call.DELETE("/api/admin/conversations/{id}/presence", { params, keepalive: true }).catch(() => {});
    window.addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [id, visible]);

  return (toVisitor) => {
    if (Date.now() - typed.current < typingAgain) return;
    typed.current = Date.now();
    show(true);
    if (toVisitor) call.POST("/api/admin/conversations/{id}/typing", { params }).catch(() => {});
  };
}
