package chat

import (
	"strings"
	"time"
)

// RatingEditableFor is how long a visitor may change a rating.
const RatingEditableFor = 24 * time.Hour

// RatingTags are the tags that a rating may carry.
var RatingTags = []string{"Helpful", "Friendly", "Too slow", "Wrong answer"}

// FindRatingTag returns the tag that name spells, letter case ignored.
func FindRatingTag(name string) (string, bool) {
	for _, tag := range RatingTags {
		if strings.EqualFold(tag, name) {
			return tag, true
		}
	}
	return "", false
}
