// Package llm asks a chat model for an answer, over the OpenAI-compatible
// chat-completions protocol that Mistral, Ollama, vLLM and llama.cpp speak.
//
// Every request is streamed, sends only fields that Mistral's own contract
// knows, and is made once: repeating is for the caller. A failure is a
// *chat.ProviderError, wrapped in a fixed phrase that says what happened and
// never holds a key, an address, a prompt or the provider's words.
package llm
