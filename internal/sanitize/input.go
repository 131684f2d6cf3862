package sanitize

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/innconnect/innconnect/internal/chat"
)

// Input validates and cleans a visitor's message: Unicode NFC, LF line ends,
// no control or deceptive invisible characters, no markup, no blank edges. The
// result is plain text of 1 to chat.MaxMessageRunes runes, and cleaning it
// again changes nothing. Errors are chat.Errors with CodeInvalid (not UTF-8),
// CodeMessageEmpty or CodeMessageTooLong.
func Input(raw string) (string, error) {
	if len(raw) > chat.MaxBodyBytes {
		return "", errTooLong()
	}
	if !utf8.ValidString(raw) {
		return "", chat.Errorf(chat.CodeInvalid, "The message is not valid UTF-8 text.")
	}
	text := trim(normalise(raw))
	if utf8.RuneCountInString(text) > chat.MaxMessageRunes {
		return "", errTooLong()
	}
	text = trim(stripMarkup(text))
	if text == "" {
		return "", chat.Errorf(chat.CodeMessageEmpty, "Please write a message.")
	}
	return text, nil
}

func errTooLong() error {
	return chat.Errorf(chat.CodeMessageTooLong, "The message is longer than %d characters.", chat.MaxMessageRunes)
}

// normalise applies everything but the removal of markup.
func normalise(raw string) string {
	// Composing first lets the filter judge whole letters; removing a character
	// can bring a letter and its accent together, hence the second time.
	return norm.NFC.String(dropInvisible(norm.NFC.String(raw)))
}

// trim removes white space and characters that show nothing from both ends.
func trim(s string) string { return strings.TrimFunc(s, isBlank) }
