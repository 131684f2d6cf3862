/** Tells the page's developer. */
export const complain = (words: string): void => console.error(`InnConnect: ${words}`);
