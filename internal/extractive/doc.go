// Package extractive composes answers from the articles' own sentences, for
// sites without a language model. It adds no word: what it returns was written
// by the site's owner, chosen and put together so that it reads as an answer.
package extractive
