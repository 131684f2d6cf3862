package chat

import "time"

// ModelCall is how one call of a site's model went.
type ModelCall struct {
	SiteID   string
	Provider Provider
	Model    string        // as the provider names it; "" when it failed
	Took     time.Duration // until the answer was complete
	Failure  string        // safe to show; "" when it succeeded
}

// ModelState is how a site's model did when it was last asked.
type ModelState struct {
	SiteID      string
	SiteName    string
	Provider    Provider // that the site names now
	Model       string   // that answered last; "" if none has
	SucceededAt *time.Time
	Took        time.Duration // of the last answer
	FailedAt    *time.Time
	Failure     string    // of the last call that failed; "" if none has
	CreatedAt   time.Time // of the site
}

// Backlog is what waits in the database, of all sites together.
type Backlog struct {
	Messages    int64 // of visitors, that nobody has answered
	Waiting     int64 // conversations, for a person
	QueuedMails int64
	FailedMails int64
	Chunks      int64 // of published articles, without a vector of the present model
}
