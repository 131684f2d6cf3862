package store

import (
	"context"

	"github.com/innconnect/innconnect/internal/chat"
)

// contactAddress is where the visitor of session s, whose customer is c, can be
// reached, an empty text for nowhere.
const contactAddress = `coalesce(nullif(trim(s.visitor_email), ''), case when s.identity_verified then c.email end, '')`

// FindContact returns how a session's visitor can be reached, or
// chat.ErrNotFound. The address is the one that was left in this conversation,
// or else the verified customer's.
func (s *Store) FindContact(ctx context.Context, siteID, sessionID string) (chat.Contact, error) {
	const query = `
		select ` + contactAddress + `,
		       s.language, st.name, s.page_url, s.status,
		       exists (select from messages m where m.site_id = s.site_id and m.session_id = s.id and m.role in ('assistant', 'agent')),
		       exists (select from ratings r where r.site_id = s.site_id and r.session_id = s.id)
		from sessions s
		join sites st on st.id = s.site_id
		left join customers c on c.site_id = s.site_id and c.id = s.customer_id
		where s.site_id = $1 and s.id = $2`
	var out chat.Contact
	err := s.pool.QueryRow(ctx, query, siteID, sessionID).Scan(
		&out.Address, &out.Language, &out.SiteName, &out.PageURL, &out.Status, &out.Answered, &out.Rated)
	return out, notFound("find contact", err)
}
