let settle: () => void;

/** Is fulfilled once a question that is asked is also shown: what shows it is loaded after the screen. */
export const overlaysReady = new Promise<void>((resolve) => { settle = resolve; });

/** Says that they are there. */
export const announceOverlays = () => settle();
