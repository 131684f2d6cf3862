package chat

import (
	"strings"
	"time"
)

// RatingEditableFor is how long a visitor may change a rating.
const RatingEditableFor = 24 * time.Hour

// MaxRatingTags is how many tags a site may offer for a rating.
const MaxRatingTags = 20

// FindRatingTag returns the one of a site's tags that name spells, letter case
// ignored.
func FindRatingTag(tags []string, name string) (string, bool) {
	for _, tag := range tags {
		if strings.EqualFold(tag, name) {
			return tag, true
		}
	}
	return "", false
}
