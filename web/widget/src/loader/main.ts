import { start } from "./commands.ts";

// The script may stand in the head, before there is a body to put a button on.
if (document.body) start();
else document.addEventListener("DOMContentLoaded", start);
