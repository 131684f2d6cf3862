/** Imports a module whose content has the hash: one that was preloaded with its hash is the one that import returns. */
export async function importVerified<T>(href: string, integrity: string): Promise<T> {
  await new Promise((onload, onerror) => {
    // The page's scripts have a nonce where its policy asks for one.
    const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", integrity, nonce, onload, onerror, href }));
  });
  return import(href) as Promise<T>;
}
