/**
 * The panel's texts. {name} stands for a person's name. Those of the parts
 * that are loaded later are in parts/en.ts; the other languages have both.
 */
const en = {
  close: "Close the chat",
  online: "Usually answers at once",
  waiting: "Waiting for a colleague",
  ended: "This conversation has ended",
  conversation: "Conversation",
  message: "Your message",
  placeholder: "Ask a question…",
  send: "Send",
  typing: "The assistant is typing",
  person_typing: "{name} is typing",
  person: "Talk to a person",
  person_message: "I would like to talk to a person.",
  menu: "More",
  new_conversation: "Start a new conversation",
  suggestions: "Suggestions",
  sources: "Sources",
  helpful: "This helped",
  not_helpful: "This did not help",
  you: "You",
  assistant: "Assistant",
  colleague: "Colleague",
  notice: "Notice",
  joined: "{name} has joined the conversation",
  left: "{name} has left the conversation",
  with: "You are talking to {name}",
  new_tab: "opens in a new tab",
  offline: "The chat service cannot be reached right now. We keep trying.",
  pending: "Not sent yet",
  not_sent: "Not sent",
  too_fast: "You are fast! This is sent in a moment.",
  retry: "Try again",
  discard: "Remove",
  slow: "The answer takes longer than usual.",
  dismiss: "Close this suggestion",
};

export type PanelTexts = typeof en;
export default en;
