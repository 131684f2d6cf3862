import { useLocalStorage } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useInboxEvents } from "@/api/inbox";
import { useUser } from "@/api/session";
import { useTexts } from "@/app/language";
import { notificationTexts } from "@/app/notifications/texts";
import { nameTexts } from "@/ui/names";

/** Which alerts the user wants in this browser. */
export interface AlertChoice {
  sound: boolean;
  desktop: boolean;
}

export const useAlertChoice = () =>
  useLocalStorage<AlertChoice>({ key: "innconnect:alerts", defaultValue: { sound: true, desktop: false }, getInitialValueInEffect: false });

/** Sounds and shows, while the user looks elsewhere, that a visitor waits for them or wrote to them. */
export function useAlerts() {
  const texts = useTexts(notificationTexts);
  const names = useTexts(nameTexts);
  const user = useUser();
  const [choice] = useAlertChoice();
  const navigate = useNavigate();
  useInboxEvents((event) => {
    if (event.name !== "notification" && event.name !== "message") return;
    const { conversation } = event.data;
    if (event.name === "message" && (event.data.message.role !== "visitor" || conversation.agent?.id !== user.id || !document.hidden)) return;
    void inOneTab(`${event.id}`, () => {
      if (choice.sound) playSound();
      if (!choice.desktop || !document.hidden || Notification.permission !== "granted") return;
      const title = event.name === "message" ? texts.message : names.notifications.escalated;
      const shown = new Notification(title, { body: conversation.site.name, tag: conversation.id });
      shown.onclick = () => {
        window.focus();
        shown.close();
        void navigate({ to: "/inbox/$conversation", params: { conversation: conversation.id } });
      };
    });
  });
}

const held = 3000; // ms; all tabs are told of an event at about the same time

/** Calls the function in the first of the tabs that ask for the same thing. */
async function inOneTab(name: string, act: () => void) {
  if (!("locks" in navigator)) return act();
  await navigator.locks.request(`innconnect:alert:${name}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    act();
    await new Promise((resolve) => setTimeout(resolve, held));
  });
}

/** Plays two short tones. A browser that was not clicked in yet plays nothing. */
function playSound() {
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.gain.value = 0.08;
  volume.connect(audio.destination);
  [660, 880].forEach((frequency, index) => {
    const tone = audio.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(volume);
    tone.start(audio.currentTime + index * 0.15);
    tone.stop(audio.currentTime + index * 0.15 + 0.12);
  });
  setTimeout(() => void audio.close(), 1000);
}
