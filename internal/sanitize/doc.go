// Package sanitize is the first and the last step of the answer pipeline: it
// makes a visitor's message safe to process and a model's answer safe to show.
//
// Ordinary text must survive. Markup is removed from a visitor's message only
// where it is markup: an element or end tag of HTML, SVG or MathML, anything
// with an event handler, a comment, a declaration. Comparisons, addresses in
// angle brackets, emoticons, arrows and type parameters stay as written:
//
//	a<b and c>d   <me@example.com>   <3   x <- y   List<String>   1 < 2 > 0
//
// The one deliberate loss is a bare formatting tag between words ("a<b>c"),
// which nothing tells apart from markup. Whatever stays is still escaped where
// it is shown: no caller may treat a clean message as HTML.
package sanitize
