/**
 * Says in words for the page's developer why the site's configuration could
 * not be fetched. It is final when waiting does not help.
 */
export async function explain(apiURL: string, error: unknown): Promise<{ words: string; final: boolean }> {
  if (error instanceof Response) {
    const { detail = error.status } = (await error.json().catch(() => ({}))) as { detail?: string };
    return { words: `${detail}`, final: error.status < 429 };
  }
  // A browser hides the answer to a page of an origin that is not registered.
  // It does not hide that there was one.
  const up = await fetch(`${apiURL}/chat/health`, { mode: "no-cors" }).then(() => true, () => false);
  return {
    words: up ? `${location.origin} is not an allowed origin of this site.`
      : `${apiURL} cannot be reached. Does connect-src allow it?`,
    final: up,
  };
}
