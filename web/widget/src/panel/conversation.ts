import type { Config, Message, NewRating, Rating, Reaction } from "../shared/contract.ts";
import type { Host, Identity } from "../shared/host.ts";
import { Client } from "./client.ts";
import { Outbox, type Outgoing, type Sending } from "./outbox.ts";
import { Problem, problemOf } from "./problem.ts";
import { emptyTranscript, tell, unreadAfter, withMessage, withoutPassing, type Told, type Transcript } from "./state.ts";
import { follow, tellNews, type Listener } from "./stream.ts";
import { exclusively, Tabs } from "./tabs.ts";
import { backoff, pause } from "./wait.ts";

const putAwayAfter = 60_000; // ms that a hidden tab keeps the stream
const typingEvery = 3_000; // ms between two signs of typing

/** What one tab tells the others. */
type News = { told: Told } | { began: true } | { connected: boolean };

/** Everything that the screen shows. */
export interface View {
  readonly config: Config | null;
  readonly transcript: Transcript;
  readonly outgoing: readonly Outgoing[];
  readonly sending: Sending;
  readonly reachable: boolean;
  readonly rating: Rating | null;
  readonly unread: number;
  /** The visitor left an address. */
  readonly known: boolean;
}

/** What happens while the visitor is there, for sounds and screen readers. */
export type Happened = { message: Message } | { kind: "joined" | "left" | "ended"; name?: string };

/** One visitor's conversation: what is known of it, and all that can be done with it. */
export class Conversation {
  #config: Config | null = null;
  #session: string | null = null;
  #creating: Promise<string> | null = null;
  #catching: Promise<void> | null = null;
  #transcript = emptyTranscript;
  #rating: Rating | null = null;
  #loaded = false;
  #reachable = true;
  #visible = false;
  #leading = false;
  #typingShown = 0;
  #sending: { id: string; request: AbortController } | null = null;
  #hidden: ReturnType<typeof setTimeout> | undefined;
  #tabs: Tabs<News> | null = null;
  readonly #life = new AbortController();
  readonly #client: Client;
  readonly #outbox: Outbox;
  readonly #names: string;

  constructor(
    private readonly host: Host,
    private readonly changed: () => void,
    private readonly happened: (what: Happened) => void,
  ) {
    const { signal } = this.#life;
    this.#client = new Client(host.api);
    this.#names = host.keep.prefix;
    this.#outbox = new Outbox(host.keep, `${this.#names}send`, (m) => this.#deliver(m), changed, signal);
    addEventListener("storage", ({ key }) => key?.startsWith(host.keep.prefix) && this.#kept(key.slice(host.keep.prefix.length)), { signal });
    document.addEventListener("visibilitychange", () => this.#sight(), { signal });
    addEventListener("pagehide", () => this.#tabs?.leave(), { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && this.#return(), { signal });
    addEventListener("online", () => this.#outbox.retry(), { signal });
    const session = host.keep.get("session");
    if (session) this.#follow(session);
    this.#outbox.flush();
  }

  view(): View {
    return {
      config: this.#config,
      transcript: this.#transcript,
      outgoing: this.#outbox.messages.filter((m) => !this.#isStored(m.id)),
      sending: this.#outbox.sending,
      reachable: this.#reachable,
      rating: this.#rating,
      unread: unreadAfter(this.#transcript, this.#seen),
      known: this.host.keep.get("contact") !== null,
    };
  }

  /** Whether this tab speaks for all of them. */
  get leading(): boolean {
    return this.#leading;
  }

  /** The conversation came into sight or went out of it. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible) void this.#prepare();
    this.#markRead();
  }

  /** Reads the site's configuration and makes the session. */
  #prepare(): Promise<void> {
    this.host.engage();
    return this.#persevere(async () => {
      await Promise.all([this.host.config(), this.#ensureSession()]);
      this.#config = await this.host.config(); // it may have changed meanwhile
      this.changed();
    });
  }

  /** Does work that needs the API, again until it succeeds. */
  async #persevere(work: () => Promise<void>): Promise<void> {
    const { signal } = this.#life;
    for (let failures = 0; !signal.aborted; ) {
      try {
        await work();
        return this.#connected(true);
      } catch (error) {
        this.#connected(false);
        await pause(Math.max(problemOf(error).retryAfter * 1000, backoff(failures++)), signal).catch(() => {});
      }
    }
  }

  send(content: string): void {
    if (content.trim() && this.#transcript.status !== "closed") this.#outbox.add(this.host.newID(), content.trim());
  }

  /** Asks for a person; where that fails, by a message that is sent as soon as it can be. */
  askPerson(inWords: string): void {
    this.#ensureSession().then((id) => this.#client.askPerson(id)).catch(() => this.send(inWords));
  }

  retry(id?: string): void {
    this.#outbox.retry(id);
  }

  discard(id: string): void {
    this.#outbox.remove(id);
  }

  /** Shows a thumb at once, and takes it back when the API does not. */
  react(message: Message, reaction: Reaction | null): void {
    this.#set(withMessage(this.#transcript, { ...message, reaction }));
    this.#client.react(message.id, reaction).catch(() => this.#set(withMessage(this.#transcript, message)));
  }

  async end(): Promise<void> {
    const { session, rating_prompt } = await this.#client.end(await this.#ensureSession());
    this.#set({ ...this.#transcript, status: session.status, ratingPrompt: rating_prompt });
  }

  async rate(rating: NewRating): Promise<void> {
    const session = await this.#client.rate(await this.#ensureSession(), rating);
    this.#rating = session.rating;
    this.host.emit("rated", { stars: rating.stars });
    this.changed();
  }

  async identify(identity: Identity): Promise<void> {
    await this.host.identify(identity);
    this.host.keep.set("contact", "yes");
    this.changed();
  }

  /** The visitor answered the question for an address, or wants none. */
  answerAddress(): void {
    this.#set({ ...this.#transcript, emailRequested: false });
  }

  /** Leaves an ended conversation and begins another one. */
  startNew(): void {
    this.#forget();
    void this.#prepare();
  }

  /** The visitor is typing; a person who reads along sees it. */
  type(): void {
    if (!this.#session || this.#transcript.status !== "escalated" || Date.now() - this.#typingShown < typingEvery) return;
    this.#typingShown = Date.now();
    this.#client.tell(this.#session, "typing").catch(() => {}); // a sign, no more
  }

  refresh(): void {
    void this.host.config().then((config) => {
      this.#config = config;
      this.changed();
    }, () => {});
  }

  destroy(): void {
    this.#life.abort();
    this.#sending?.request.abort();
    this.#tabs?.leave();
    clearTimeout(this.#hidden);
  }

  // ---- the session ----

  #ensureSession(): Promise<string> {
    if (this.#session) return Promise.resolve(this.#session);
    return (this.#creating ??= this.#create().finally(() => (this.#creating = null)));
  }

  async #create(): Promise<string> {
    const { keep } = this.host;
    let isNew = false;
    const id = await exclusively(`${this.#names}session`, async () => {
      const made = keep.get("session"); // by another tab, just now
      if (made) return made;
      const key = keep.get("session-key") ?? this.host.newID();
      keep.set("session-key", key); // asking again after a lost answer makes no second one
      const session = await this.#client.createSession(this.host.look().language, this.host.identity ?? {}, key);
      keep.set("session", session.id);
      keep.remove("session-key");
      isNew = true;
      return session.id;
    });
    if (this.#session !== id) this.#follow(id, isNew);
    return id;
  }

  /** Reads a session, which has nothing to catch up with when it is new. */
  #follow(id: string, isNew = false): void {
    this.#tabs?.leave();
    this.#session = id;
    this.#transcript = emptyTranscript;
    this.#rating = null;
    this.#loaded = isNew;
    const lead = (signal: AbortSignal): Promise<void> => this.#lead(id, signal);
    const tabs = (this.#tabs = new Tabs<News>(`${this.#names}${id}`, lead, (news) => this.#receive(news)));
    this.#catching = null;
    void (isNew ? Promise.resolve() : this.#catchUp()).then(() => {
      if (tabs === this.#tabs && !document.hidden) tabs.join();
    });
    this.changed();
  }

  /** The session is not there any more, or the visitor begins another one. */
  #forget(): void {
    const { keep } = this.host;
    this.#tabs?.leave();
    this.#tabs = null;
    this.#session = null;
    this.#transcript = emptyTranscript;
    this.#rating = null;
    keep.remove("session");
    keep.remove("seen");
    this.changed();
  }

  async #deliver({ id, content }: Outgoing): Promise<void> {
    const session = await this.#ensureSession();
    const request = new AbortController();
    this.#sending = { id, request };
    try {
      const message = await this.#client.send(session, content, id, request);
      if (session === this.#session) this.#set(withMessage(this.#transcript, message));
    } catch (error) {
      if (this.#isStored(id)) return; // the events were faster, as where a proxy holds answers back
      if (problemOf(error).status !== 404) throw error;
      this.#forget();
      throw new Problem(0, "unreachable", "The conversation is gone."); // sent again, into a new one
    }
  }

  #isStored(clientMessageID: string): boolean {
    return this.#transcript.messages.some((m) => m.client_message_id === clientMessageID);
  }

  /** Reads what happened since the last event that is known. */
  #catchUp(): Promise<void> {
    const reading = (this.#catching ??= this.#readNews().finally(() => {
      if (this.#catching === reading) this.#catching = null;
    }));
    return reading;
  }

  #readNews(): Promise<void> {
    const session = this.#session;
    return this.#persevere(async () => {
      if (!session || session !== this.#session) return;
      try {
        const details = this.#loaded ? null : this.#client.session(session);
        details?.catch(() => {}); // the news fail too
        for (let more = true; more; ) {
          const news = await this.#client.news(session, this.#transcript.lastEvent, 0, null, this.#life.signal);
          if (session !== this.#session) return;
          tellNews(news, this.#listener);
          more = news.events.length === 100;
        }
        if (details) this.#rating = (await details).rating;
        this.#loaded = true;
        this.#markRead();
      } catch (error) {
        if (problemOf(error).status !== 404 || session !== this.#session) throw error;
        this.#forget();
        if (this.#visible) void this.#prepare();
      }
    });
  }

  // ---- the stream, which one tab reads for all ----

  async #lead(session: string, signal: AbortSignal): Promise<void> {
    this.#leading = true;
    const share = (news: News): void => {
      this.#receive(news);
      this.#tabs?.post(news);
    };
    try {
      const ending = await follow(this.#client, session, {
        lastEvent: () => this.#transcript.lastEvent,
        told: (told) => share({ told }),
        began: () => share({ began: true }),
        connected: (is) => share({ connected: is }),
      }, signal);
      if (ending === "gone" && session === this.#session) this.#forget();
    } finally {
      this.#leading = false;
    }
  }

  readonly #listener: Pick<Listener, "told" | "began"> = {
    told: (told) => this.#told(told),
    began: () => this.#set(withoutPassing(this.#transcript)),
  };

  #receive(news: News): void {
    if ("connected" in news) this.#connected(news.connected);
    else if ("began" in news) this.#listener.began();
    else if (news.told.id !== undefined && news.told.id > this.#transcript.lastEvent + 1) void this.#catchUp(); // one was missed
    else this.#told(news.told);
  }

  #told(told: Told): void {
    const before = this.#transcript;
    const after = tell(before, told);
    if (after === before) return;
    this.#set(after);
    if (this.#sending && this.#isStored(this.#sending.id)) this.#sending.request.abort();
    if (this.#loaded && told.id !== undefined) this.#announce(told, before);
    this.#markRead();
  }

  /** Tells what just happened to the page and to the visitor. */
  #announce({ name, data }: Told, before: Transcript): void {
    const { agent, status, reason } = this.#transcript;
    if (name === "message") {
      const { message } = data as { message: Message };
      this.host.emit("message", { id: message.id, role: message.role });
      if (message.role !== "visitor") this.happened({ message });
    } else if (name === "agent_joined") {
      this.host.emit("agent-joined", { name: agent!.name });
      this.happened({ kind: "joined", name: agent!.name });
    } else if (name === "agent_left") {
      this.happened({ kind: "left", name: before.agent?.name ?? "" });
    } else if (name === "status" && status !== before.status) {
      if (status === "escalated") this.host.emit("escalated", { reason });
      if (status === "closed") {
        this.host.emit("closed", {});
        this.happened({ kind: "ended" });
      }
    }
  }

  // ---- what was read, and where the page is ----

  get #seen(): number {
    return Number(this.host.keep.get("seen")) || 0;
  }

  #markRead(): void {
    const last = this.#transcript.messages.at(-1);
    if (this.#visible && !document.hidden && last && last.seq > this.#seen) {
      this.host.keep.set("seen", String(last.seq));
      if (last.role === "agent") this.#client.tell(this.#session!, "seen").catch(() => {}); // at worst a mail brings it, too
    }
    this.changed();
  }

  #sight(): void {
    clearTimeout(this.#hidden);
    if (!document.hidden) return this.#return();
    this.#hidden = setTimeout(() => {
      const { status, typing } = this.#transcript;
      if (status !== "escalated" && !typing) this.#tabs?.leave(); // nobody is waited for
    }, putAwayAfter);
  }

  #return(): void {
    this.#tabs?.join();
    void this.#catchUp();
    this.#outbox.flush();
    this.#markRead();
  }

  /** Another tab kept something. */
  #kept(name: string): void {
    if (name === "session") {
      const session = this.host.keep.get("session");
      if (session && session !== this.#session) this.#follow(session);
    }
    this.changed();
  }

  #connected(is: boolean): void {
    if (this.#reachable === is) return;
    this.#reachable = is;
    if (is) this.#outbox.retry();
    this.changed();
  }

  #set(transcript: Transcript): void {
    this.#transcript = transcript;
    this.changed();
  }
}
