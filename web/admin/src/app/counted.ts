/** Writes how many there are: 1 message, 2 messages. English and Dutch both have one form for one and another for all else. */
export const counted = (count: number, one: string, others: string) => `${count} ${count === 1 ? one : others}`;
