package chat

import "time"

// AlertSteps are all of them, in the order in which users are shown them.
var AlertSteps = []AlertStep{AlertEscalated, AlertAgain, AlertSupervisors, AlertFollowUp, AlertTransferred}

// Notification tells one user of an alert.
type Notification struct {
	ID        string // UUID
	SiteID    string
	SiteName  string
	SessionID string
	Step      AlertStep
	Reason    Reason // why a person is asked for; "" if that is not so
	CreatedAt time.Time
	ReadAt    *time.Time
}

// NotificationPreference says how a user is told of one kind of alert. With
// neither way they are not told.
type NotificationPreference struct {
	Step   AlertStep
	InApp  bool // in the admin panel
	ByMail bool
}

// AlertDigest is what one mail tells a user about a site.
type AlertDigest struct {
	SiteID   string
	SiteName string
	Language string // of the site
	UserID   string
	Address  string            // of the user
	Items    []AlertDigestItem // oldest first
}

// AlertDigestItem is one notification of a digest.
type AlertDigestItem struct {
	NotificationID string
	SessionID      string
	Step           AlertStep
	Reason         Reason
	Waiting        time.Duration // since a person was asked for; 0 if nobody waits
	FirstWords     string        // of the visitor; "" if none
}
