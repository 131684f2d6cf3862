package store

import "context"

// VisitorSendsID tells whether the visitor's client has ever sent its id itself.
// It returns chat.ErrNotFound for an unknown visitor.
func (s *Store) VisitorSendsID(ctx context.Context, siteID, visitorID string) (bool, error) {
	var sends bool
	err := s.pool.QueryRow(ctx, `select sends_id from visitors where site_id = $1 and id = $2`, siteID, visitorID).Scan(&sends)
	return sends, notFound("find visitor", err)
}
