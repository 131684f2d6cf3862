// Package mail hands mails to a provider: SendGrid, an SMTP server, or in
// development a folder of .eml files.
//
// Each call is one attempt: repeating is for the caller. A failure is a
// *chat.ProviderError, wrapped in a fixed phrase that says what happened and
// never holds a key, an address, a mail's text or the provider's words; staff
// are shown it as it is. A mail carries the same Message-ID in every attempt.
package mail
