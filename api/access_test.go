package api

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestAVisitorIDOpensItsSessionsInAnySpelling(t *testing.T) {
	r := newRig(t)
	s := r.session(upper(uuid.NewString()))
	require.Equal(t, 200, r.call("GET", "/api/chat/session/"+upper(s.ID), nil, "X-Visitor-ID", upper(s.VisitorID)).StatusCode)
}

func TestASessionWithoutVisitorIDOpensByItsOwnUntilTheClientKeepsOne(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	path := "/api/chat/session/" + s.ID
	require.Equal(t, 200, r.call("GET", path, nil).StatusCode)
	require.Equal(t, 200, r.call("GET", path, nil, "X-Visitor-ID", s.VisitorID).StatusCode)
	require.Equal(t, 404, r.call("GET", path, nil, "X-Visitor-ID", uuid.NewString()).StatusCode)
	require.Equal(t, s.VisitorID, r.session(s.VisitorID).VisitorID)
	require.Equal(t, 404, r.call("GET", path, nil).StatusCode)
	require.Equal(t, 200, r.call("GET", path, nil, "X-Visitor-ID", s.VisitorID).StatusCode)
}
