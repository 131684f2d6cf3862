/** Keeps the newest in sight, but of a long answer its beginning, and nothing while the visitor reads further up. */
export class Following {
  #log: HTMLElement | null = null;
  #on = true;
  #height = 0;
  readonly #resized = new ResizeObserver(() => this.update());

  /** A ref of the log. */
  readonly attach = (log: HTMLElement | null): void => {
    this.#resized.disconnect();
    this.#log = log;
    if (!log) return;
    this.#resized.observe(log);
    log.onscroll = () => {
      // A log that grew has not been scrolled by anybody.
      if (log.scrollHeight === this.#height) this.#on = log.scrollTop + log.clientHeight > log.scrollHeight - 80;
    };
  };

  /** The log has changed. */
  update(): void {
    const log = this.#log;
    const last = log?.lastElementChild as HTMLElement | null;
    if (!log || !last) return;
    if (this.#on || last.classList.contains("waiting")) log.scrollTop = last.offsetTop - 16;
    this.#height = log.scrollHeight;
  }
}
