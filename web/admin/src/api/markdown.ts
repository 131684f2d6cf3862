import { api } from "@/api/client";

/** Asks for Markdown as visitors see it: safe HTML, which the server makes as it makes that of answers and replies. */
export const useRenderedMarkdown = (markdown: string) =>
  api.useQuery("post", "/api/admin/markdown", { body: { markdown } }, { enabled: markdown !== "", staleTime: Infinity, gcTime: 0 });
