import { pageAddress } from "../shared/address.ts";
import { newApi } from "../shared/api.ts";
import type { Config } from "../shared/contract.ts";
import { emit } from "../shared/events.ts";
import type { Consent, Host, Identity, Panel } from "../shared/host.ts";
import { newID } from "../shared/id.ts";
import { importVerified } from "../shared/module.ts";
import { defaultColor, defaultPosition, readSettings, type InnConnectConfig, type Settings } from "../shared/settings.ts";
import { newKeep } from "../shared/storage.ts";
import { complain } from "./complain.ts";
import { explain } from "./diagnosis.ts";
import { newLauncher } from "./launcher.ts";
import { loadPanel } from "./panel.ts";
import { newSuggestions } from "./suggestions.ts";
import { newVisits } from "./visits.ts";

/** What track says beside an event's name. */
export interface ConversionDetails {
  value?: number;
  /** ISO 4217, such as EUR. */
  currency?: string;
}

/** The calls of window.InnConnect for a widget that is on the page, by their first argument. */
export interface Widget {
  show(): void;
  hide(): void;
  toggle(): void;
  /** Opens the chat with a text in the input, not yet sent. */
  showNewMessage(text: string): void;
  /** Changes settings. */
  update(changes: Partial<InnConnectConfig>): void;
  /** Says who the visitor is: a signed token of the site's server, or an address that they gave. */
  identify(identity: Identity): Promise<unknown>;
  /** Notes that the visitor reached a goal, where the site may track. */
  track(name: string, details?: ConversionDetails): Promise<unknown>;
  /** Takes the widget off the page and forgets the visitor, for example when they sign out. */
  shutdown(): void;
}

/** Puts the widget on the page. It leaves when the signal of life aborts. */
export function newWidget(settings: Settings, life: AbortController): Widget {
  const { signal } = life;
  const keep = newKeep(settings.apiKey);
  const api = newApi(settings.apiUrl, settings.apiKey, () => keep.get("visitor"));
  const launcher = newLauncher();
  const visits = newVisits(api, signal);
  const suggestions = newSuggestions(keep, (due) => {
    if (due.length || panel) void load().then((p) => p.suggest(due), () => {});
  });
  let config: Config | undefined;
  let configuring: Promise<Config> | undefined;
  let panel: Promise<Panel> | undefined;
  let isOpen = false;

  // ---- what the panel asks of its host ----

  const host: Host = {
    api,
    keep,
    emit,
    newID,
    importVerified,
    launcher,
    look() {
      const { primary_color: color = defaultColor, position = defaultPosition } = config ?? {};
      return {
        color: color.toUpperCase() === defaultColor ? settings.primaryColor : color,
        left: (position === defaultPosition ? settings.position : position) !== defaultPosition,
        language: settings.language || config?.language || document.documentElement.lang || "en",
      };
    },
    config() {
      const mine: Promise<Config> = (configuring ??= api("config?" + new URLSearchParams({
        ...(settings.language && { language: settings.language }), page: pageAddress(), widget: VERSION,
      })).then(async (answer) => {
        const read = (await answer.json()) as Config;
        if (mine !== configuring) return host.config(); // the language has changed
        config = read;
        changed();
        pageChanged();
        return read;
      }).catch((error: unknown) => {
        configuring = undefined;
        throw error;
      }));
      return mine;
    },
    engage() {
      keep.persist();
      if (!keep.get("visitor")) keep.set("visitor", newID());
    },
    async identify(identity) {
      host.engage();
      host.identity = identity;
      const session_id = keep.get("session");
      return (session_id || identity.token) && api("identify", { body: { ...identity, ...(session_id && { session_id }) } });
    },
    consent: () => keep.get("consent") as Consent | null,
    setConsent(consent) {
      if (consent === "yes") host.engage();
      keep.set("consent", consent);
      changed();
      pageChanged();
    },
    show(state) {
      launcher.show(state);
      const { open = isOpen } = state;
      if (open === isOpen) return;
      isOpen = open;
      if (open) keep.set("open", "yes");
      else keep.remove("open");
      if (open) suggestions.arm([]);
      emit(open ? "open" : "close", {});
    },
    settle(suggestion) {
      keep.persist(); // the visitor chose, and means it for the next page too
      suggestions.settle(suggestion);
    },
  };

  // ---- what happens on the page ----

  const changed = (): void => {
    launcher.dress(host.look(), config?.texts ?? {});
    void panel?.then((p) => p.refresh());
  };
  const mayTrack = (): boolean => ({ off: false, consent: host.consent() === "yes", on: true })[config?.features.tracking ?? "off"];
  const pageChanged = (): void => {
    suggestions.arm((!isOpen && config?.page_suggestions) || []);
    if (!mayTrack()) return visits.end();
    host.engage();
    visits.begin();
  };

  // The page's history functions are left alone: single-page sites are looked at.
  let address = pageAddress();
  const timer = setInterval(() => {
    launcher.stay();
    if (address !== (address = pageAddress())) pageChanged();
  }, 500);
  launcher.stay();

  const takeConsent = ({ consent }: Partial<InnConnectConfig>): void => {
    if (consent !== undefined) host.setConsent(consent ? "yes" : "no");
  };

  const load = (): Promise<Panel> => (panel ??= loadPanel(settings.apiUrl).then(({ mount }) => {
    signal.throwIfAborted();
    return mount(host);
  }).catch((error: unknown) => {
    panel = undefined;
    throw error;
  }));
  const use = (act: (panel: Panel) => void): void => {
    launcher.show({ fault: false });
    load().then(act).catch(() => {
      if (signal.aborted) return;
      complain(`the panel is not loaded. Does script-src allow ${settings.apiUrl}?`);
      launcher.show({ fault: true });
    });
  };

  const widget: Widget = {
    show: () => use((p) => p.open()),
    hide: () => void panel?.then((p) => p.close()),
    toggle: () => (isOpen ? widget.hide() : widget.show()),
    showNewMessage: (text) => use((p) => p.compose(text)),
    update(changes) {
      const read = readSettings({ ...settings, ...changes });
      if (typeof read === "string") return complain(read);
      settings = read;
      configuring = undefined;
      takeConsent(changes);
      void host.config().catch(changed);
    },
    identify: host.identify,
    track: async (name, details) => {
      await host.config();
      return mayTrack() && api("conversion", { body: { id: newID(), name, page_url: pageAddress(), consent: true, ...details }, keepalive: true });
    },
    shutdown() {
      life.abort();
      keep.clear();
    },
  };
  signal.addEventListener("abort", () => {
    suggestions.arm([]);
    visits.end();
    void panel?.then((p) => p.destroy());
    launcher.element.remove();
    clearInterval(timer);
  });

  const begin = async (): Promise<void> => {
    try {
      await host.config().catch(() => host.config()); // a connection may just have been lost
    } catch (error) {
      const { words, final } = await explain(settings.apiUrl, error);
      if (signal.aborted) return;
      complain(words);
      if (final) return life.abort();
    }
    if (signal.aborted) return;
    emit("ready", { version: VERSION });
    // The visitor has a conversation: its news are shown, also while it is closed.
    if (keep.get("open")) widget.show();
    else if (keep.get("session") || keep.get("outbox")) load().catch(() => {});
  };

  const prefetch = (): void => void loadPanel(settings.apiUrl).then((p) => p.prepare(host), () => {}); // the click tells
  launcher.button.addEventListener("click", widget.toggle);
  for (const near of ["pointerenter", "focus"]) launcher.button.addEventListener(near, prefetch, { once: true });
  changed();
  takeConsent(settings);
  void begin();
  return widget;
}
