package chat

import "time"

// Quota is where somebody stands within a limit.
type Quota struct {
	Limit     int           // so many within the limit's window of time
	Remaining int           // of Limit, now
	Reset     time.Duration // until Remaining grows; 0 when it is whole
}
