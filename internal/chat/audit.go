package chat

import "time"

// Action is something that a user of the admin panel did.
type Action string

// The actions that the audit log knows.
const (
	ActionSignedIn          Action = "signed_in"
	ActionSignedOut         Action = "signed_out"
	ActionPasswordChanged   Action = "password_changed" // one's own
	ActionTwoStepsOn        Action = "two_steps_on"
	ActionTwoStepsOff       Action = "two_steps_off" // one's own or somebody else's
	ActionRecoveryCodesMade Action = "recovery_codes_made"
	ActionUserCreated       Action = "user_created"
	ActionUserInvited       Action = "user_invited"
	ActionUserJoined        Action = "user_joined" // accepted the invitation
	ActionUserDeleted       Action = "user_deleted"
	ActionUserChanged       Action = "user_changed"
	ActionPasswordReset     Action = "password_reset" // somebody else's
	ActionMailRetried       Action = "mail_retried"
	ActionMailSettings      Action = "mail_settings_changed" // of a site
	ActionMailTested        Action = "mail_tested"
	ActionSiteCreated       Action = "site_created"
	ActionSiteChanged       Action = "site_changed" // its name or language
	ActionSettingsChanged   Action = "settings_changed"
	ActionPreviewOpened     Action = "preview_opened" // of the widget
	ActionKeyCreated        Action = "key_created"    // of a site
	ActionKeyRotated        Action = "key_rotated"
	ActionKeyRevoked        Action = "key_revoked"
	ActionOriginsChanged    Action = "origins_changed"
	ActionSecretMade        Action = "identity_secret_made"

	ActionGapDismissed      Action = "gap_dismissed"
	ActionGapReopened       Action = "gap_reopened"
	ActionImportStarted     Action = "import_started"
	ActionImportStopped     Action = "import_stopped"
	ActionArticleCreated    Action = "article_created"
	ActionArticleChanged    Action = "article_changed"
	ActionArticleDeleted    Action = "article_deleted"
	ActionCustomerNoteAdded Action = "customer_note_added"
	ActionCustomersMerged   Action = "customers_merged"
	ActionCustomerExported  Action = "customer_exported"
	ActionCustomerErased    Action = "customer_erased"
	ActionPricesChanged     Action = "prices_changed"

	ActionTaken       Action = "conversation_taken"
	ActionHandedBack  Action = "conversation_handed_back"
	ActionTransferred Action = "conversation_transferred"
	ActionClosed      Action = "conversation_closed"
	ActionReplied     Action = "reply_sent"
	ActionNoteAdded   Action = "note_added"
	ActionFollowUpSet Action = "follow_up_set"
	ActionPrioritySet Action = "priority_set"

	ActionCannedCreated Action = "canned_reply_created"
	ActionCannedChanged Action = "canned_reply_changed"
	ActionCannedRemoved Action = "canned_reply_removed"
)

// AuditEntry says who did what to what. It holds nothing that a visitor wrote.
type AuditEntry struct {
	ID        string // UUID
	Action    Action
	UserID    string            // who did it; "" for the command line
	UserEmail string            // that user's; only when read
	SiteID    string            // "" for what is of no one site
	SessionID string            // the conversation that it was done to; "" for none
	SubjectID string            // the user, key, mail, article or the like that it was done to; "" for none
	Details   map[string]string // what changed, by field; never a secret
	CreatedAt time.Time
}
