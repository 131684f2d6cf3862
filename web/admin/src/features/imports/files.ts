/** What the API takes of one import; its contract has the same numbers. */
export const most = { files: 50, megabytes: 20 };

/** The kinds of files that can be imported, for the browser's file picker. */
export const accepted = ".md,.markdown,.txt,.html,.htm,.pdf";

/** What is wrong with the chosen files, by the names of the texts. */
export type FilesProblem = "tooMany" | "tooLarge" | "sameName";

/** Says what the API would refuse, before anything is sent. */
export function problemOf(files: File[]): FilesProblem | undefined {
  if (files.length > most.files) return "tooMany";
  if (files.reduce((sum, { size }) => sum + size, 0) > most.megabytes * 1024 * 1024) return "tooLarge";
  if (new Set(files.map(({ name }) => name)).size < files.length) return "sameName";
  return undefined;
}

/** Reads files as the API takes them. */
export const encoded = (files: File[]) => Promise.all(files.map(async (file) => ({ name: file.name, content: await base64(file) })));

const base64 = (file: File) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).split(",", 2)[1] ?? ""); // of a data: address
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
