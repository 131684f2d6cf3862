package api

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// sample is a request that does what its call is for. What it names was made for
// it alone, so that it may be closed, changed or removed.
type sample struct {
	owner  owner
	values map[string]string // of the path's parameters, and of the query's
	body   map[string]any    // laid over the contract's example
	once   bool              // its caller cannot make it, or another call, again
}

// owner is whom the things that a sample names belong to. For everybody else
// they are not there.
type owner string

const (
	nobodys  owner = ""
	visitors owner = "visitor"
	sites    owner = "site"
	users    owner = "user"
)

// scene is whose sample is made: a visitor of the rig's site, or a user of the
// admin panel who may work on it.
type scene struct {
	*rig
	visitor string
	user    chat.User
}

// samples has a row for every call of the contract, by its operationId. Tests
// that hold for every call are made from it.
var samples = map[string]func(scene) sample{
	"getHealth":     func(scene) sample { return sample{} },
	"getConfig":     func(scene) sample { return sample{} },
	"getContract":   func(scene) sample { return sample{} },
	"createSession": func(scene) sample { return sample{} },
	"getSession":    func(s scene) sample { return ofVisitor("id", s.session(s.visitor).ID) },
	"followSession": func(s scene) sample {
		in := ofVisitor("id", s.session(s.visitor).ID)
		in.values["wait"] = "0"
		return in
	},
	"markSeen":     func(s scene) sample { return ofVisitor("id", s.session(s.visitor).ID) },
	"showTyping":   func(s scene) sample { return ofVisitor("id", s.session(s.visitor).ID) },
	"endSession":   func(s scene) sample { return ofVisitor("id", s.session(s.visitor).ID) },
	"askForPerson": func(s scene) sample { return ofVisitor("id", s.session(s.visitor).ID) },
	"identify": func(s scene) sample {
		return sample{owner: visitors, body: map[string]any{"session_id": s.session(s.visitor).ID}}
	},
	"recordVisits":     func(scene) sample { return sample{} },
	"recordConversion": func(scene) sample { return sample{} },
	"rateSession": func(s scene) sample {
		session := s.session(s.visitor)
		_, err := s.store.CloseSession(s.t.Context(), chat.Ending{SiteID: s.site.ID, SessionID: session.ID, By: chat.EndedByVisitor})
		require.NoError(s.t, err)
		return ofVisitor("id", session.ID)
	},
	"getHistory": func(s scene) sample { return ofVisitor("sessionId", s.session(s.visitor).ID) },
	"sendMessage": func(s scene) sample {
		return sample{owner: visitors, body: map[string]any{"session_id": s.session(s.visitor).ID}}
	},
	"reactToMessage": func(s scene) sample {
		return ofVisitor("id", s.say(s.session(s.visitor), "Hello?", "").Reply.ID)
	},

	"signIn": func(s scene) sample {
		u := s.rig.user(uuid.NewString()+"@example.org", chat.UserViewer)
		return sample{body: map[string]any{"email": u.Email, "password": password}}
	},
	"finishSignIn": func(s scene) sample {
		user := s.rig.user(uuid.NewString()+"@example.org", chat.UserViewer)
		secret, _ := s.twoSteps(user)
		return sample{body: map[string]any{"challenge": s.challenge(user), "code": code(s.t, secret, 0)}}
	},
	"lookAtLink": func(s scene) sample {
		_, token := s.invite()
		return sample{body: map[string]any{"token": token}}
	},
	"setUp": func(s scene) sample {
		return sample{body: map[string]any{"token": s.setupToken(), "email": uuid.NewString() + "@example.org"}}
	},
	"inviteUser": func(scene) sample {
		return sample{body: map[string]any{"email": uuid.NewString() + "@example.org", "sites": []string{}}}
	},
	"inviteAgain": func(s scene) sample {
		user, _ := s.invite()
		return ofSite("id", user.ID)
	},
	"acceptInvitation": func(s scene) sample {
		_, token := s.invite()
		return sample{body: map[string]any{"token": token}}
	},
	"requestPasswordReset": func(scene) sample {
		return sample{body: map[string]any{"email": uuid.NewString() + "@example.org"}}
	},
	"finishPasswordReset": func(s scene) sample {
		_, token := s.resetLink()
		return sample{body: map[string]any{"token": token}}
	},
	"startTwoSteps": func(s scene) sample {
		require.NoError(s.t, s.store.RemoveTOTP(s.t.Context(), "", s.user.ID))
		return sample{body: map[string]any{"password": password}}
	},
	"confirmTwoSteps": func(s scene) sample {
		return sample{body: map[string]any{"code": code(s.t, s.twoStepsKey(s.user), 0)}, once: true}
	},
	"turnOffTwoSteps": func(scene) sample { return sample{body: map[string]any{"password": password}} },
	"makeRecoveryCodes": func(s scene) sample {
		s.twoSteps(s.user)
		return sample{body: map[string]any{"password": password}, once: true}
	},
	"signOut": func(scene) sample { return sample{once: true} },
	"getMe":   func(scene) sample { return sample{} },
	"changePassword": func(scene) sample {
		return sample{body: map[string]any{"present": password}, once: true}
	},
	"listOwnSessions": func(scene) sample { return sample{} },
	"endOwnSession": func(s scene) sample {
		require.NoError(s.t, s.store.RemoveTOTP(s.t.Context(), "", s.user.ID))
		s.login(s.user.Email, password)
		sessions, err := s.store.ListUserSessions(s.t.Context(), s.user.ID, "")
		require.NoError(s.t, err)
		return sample{owner: users, values: map[string]string{"id": sessions[0].ID}}
	},
	"listUsers": func(scene) sample { return sample{} },
	"createUser": func(scene) sample {
		return sample{body: map[string]any{"email": uuid.NewString() + "@example.org", "sites": []string{}}}
	},
	"getUser":        aUser,
	"updateUser":     aUser,
	"resetPassword":  aUser,
	"deleteUser":     aUser,
	"removeTwoSteps": aUser,
	"listAudit":      func(scene) sample { return sample{} },

	"listSites":      func(scene) sample { return sample{} },
	"createSite":     func(scene) sample { return sample{} },
	"getSite":        aSite,
	"updateSite":     aSite,
	"listKeys":       aSite,
	"createKey":      aSite,
	"revokeKey":      aKey,
	"rotateKey":      aKey,
	"listOrigins":    aSite,
	"setOrigins":     aSite,
	"getSiteMail":    aSite,
	"updateSiteMail": aSite,
	"sendTestMail":   aSite,

	"makeIdentitySecret": aSite,
	"getSettings":        aSite,
	"updateSettings":     aSite,
	"previewSettings":    aSite,
	"makePreviewKey":     aSite,
	"getInstallation":    aSite,

	"askPlayground": func(s scene) sample { return ofSite("id", s.site.ID) },
	"listGaps":      func(s scene) sample { return ofSite("id", s.site.ID) },
	"setGap": func(s scene) sample {
		in := ofSite("id", s.site.ID)
		in.values["gap_id"] = s.gap("Is there a charger for electric cars?")
		return in
	},
	"getKnowledgeBase": func(s scene) sample { return ofSite("id", s.site.ID) },
	"listArticles":     func(s scene) sample { return ofSite("id", s.site.ID) },
	"createArticle": func(s scene) sample {
		in := ofSite("id", s.site.ID)
		in.body = map[string]any{"id": uuid.NewString()}
		return in
	},
	"getArticle":      anArticle,
	"updateArticle":   anArticle,
	"deleteArticle":   anArchivedArticle,
	"listRevisions":   anArticle,
	"getRevision":     aRevision,
	"restoreRevision": aRevision,
	"renderMarkdown":  func(scene) sample { return sample{} },

	"listImports":         func(s scene) sample { return ofSite("id", s.site.ID) },
	"importFromWeb":       roomForImports,
	"importFiles":         roomForImports,
	"getImport":           anImport,
	"listImportDocuments": anImport,
	"stopImport":          anImport,

	"listVisitors": func(scene) sample { return sample{} },
	"getVisitor": func(s scene) sample {
		in := ofSite("id", s.session("").VisitorID)
		in.values["site"] = s.site.ID
		return in
	},
	"listCustomers":   func(scene) sample { return sample{} },
	"getCustomer":     func(s scene) sample { return ofSite("id", s.customer()) },
	"addCustomerNote": func(s scene) sample { return ofSite("id", s.customer()) },
	"mergeCustomers": func(s scene) sample {
		in := ofSite("id", s.customer())
		in.body = map[string]any{"from": s.customer()}
		return in
	},
	"exportCustomer":    func(s scene) sample { return ofSite("id", s.customer()) },
	"eraseCustomer":     func(s scene) sample { return ofSite("id", s.customer()) },
	"getInsights":       aSpan(""),
	"exportInsights":    aSpan("pages"),
	"getAnalytics":      aSpan(""),
	"exportAnalytics":   aSpan("days"),
	"listPrices":        aSite,
	"setPrices":         aSite,
	"listConversations": func(scene) sample { return sample{} },
	"getConversation":   func(s scene) sample { return ofSite("id", s.conversation().ID) },
	"takeOver":          func(s scene) sample { return ofSite("id", s.conversation().ID) },
	"handBack":          taken,
	"closeConversation": taken,
	"showAgentTyping":   taken,
	"transferConversation": func(s scene) sample {
		in := taken(s)
		in.body = map[string]any{"agent_id": s.rig.user(uuid.NewString()+"@example.org", chat.UserAgent, s.site.ID).ID}
		return in
	},
	"replyToVisitor":       taken,
	"markConversationSeen": func(s scene) sample { return ofSite("id", s.conversation().ID) },
	"addNote":              func(s scene) sample { return ofSite("id", s.conversation().ID) },
	"setFollowUp":          func(s scene) sample { return ofSite("id", s.conversation().ID) },
	"setPriority":          func(s scene) sample { return ofSite("id", s.conversation().ID) },
	"showPresence":         func(s scene) sample { return ofSite("id", s.conversation().ID) },
	"endPresence":          func(s scene) sample { return ofSite("id", s.conversation().ID) },
	"listCannedReplies":    func(s scene) sample { return ofSite("id", s.site.ID) },
	"createCannedReply": func(s scene) sample {
		in := ofSite("id", s.site.ID)
		in.body = map[string]any{"shortcut": aShortcut()}
		return in
	},
	"updateCannedReply": aCannedReply,
	"removeCannedReply": aCannedReply,
	"listAgents":        func(s scene) sample { return ofSite("id", s.site.ID) },
	"followInbox":       func(scene) sample { return sample{} },
	"getPreferences":    func(scene) sample { return sample{} },
	"setPreferences":    func(scene) sample { return sample{} },
	"listNotifications": func(scene) sample { return sample{} },
	"readNotifications": func(scene) sample { return sample{} },
	"getOperations":     func(scene) sample { return sample{} },
	"listModelStates":   func(scene) sample { return sample{} },
	"listMails":         func(scene) sample { return sample{} },
	"retryMail": func(s scene) sample {
		m := s.mailOf(s.site.ID, uuid.NewString())
		s.failMail(m)
		return ofSite("id", m.ID)
	},
	"decodePayloads": func(scene) sample { return sample{} },
}

func ofVisitor(parameter, value string) sample {
	return sample{owner: visitors, values: map[string]string{parameter: value}}
}

func ofSite(parameter, value string) sample {
	return sample{owner: sites, values: map[string]string{parameter: value}}
}

// aSite makes one that only admins see.
func aSite(s scene) sample {
	site, _, err := s.store.CreateSite(s.t.Context(), store.NewSite{Name: "New", Origins: []string{shop}})
	require.NoError(s.t, err)
	return ofSite("id", site.ID)
}

// customer is a customer of the rig's site, known by an address that was typed.
func (s scene) customer() string {
	s.t.Helper()
	session, err := s.store.CreateSession(s.t.Context(), store.NewSession{SiteID: s.site.ID, VisitorEmail: uuid.NewString() + "@example.org"})
	require.NoError(s.t, err)
	return session.CustomerID
}

// aSpan asks for numbers of the rig's site, one table of them if it is named.
func aSpan(table string) func(scene) sample {
	return func(s scene) sample {
		in := ofSite("site", s.site.ID)
		in.values["from"], in.values["to"] = "2026-03-01", "2026-03-31"
		if table != "" {
			in.values["table"] = table
		}
		return in
	}
}

// conversation is a session on the rig's site, made without the limits of the
// API.
func (s scene) conversation() chat.Session {
	s.t.Helper()
	session, err := s.store.CreateSession(s.t.Context(), store.NewSession{SiteID: s.site.ID})
	require.NoError(s.t, err)
	return session
}

// taken is a conversation that the user has.
func taken(s scene) sample {
	session := s.conversation()
	key := chat.AgentKey{SiteID: s.site.ID, SessionID: session.ID, AgentID: s.user.ID}
	_, err := s.store.TakeOver(s.t.Context(), key)
	require.NoError(s.t, err)
	return ofSite("id", session.ID)
}

func aKey(s scene) sample {
	in := aSite(s)
	in.values["key_id"] = s.newKey(chat.Site{ID: in.values["id"]}, store.PublicKey).ID
	return in
}

func aCannedReply(s scene) sample {
	made, err := s.store.CreateCannedReply(s.t.Context(), store.CannedChange{
		By: s.user.ID, SiteID: s.site.ID, Shortcut: aShortcut(), Content: "Hello",
	})
	require.NoError(s.t, err)
	in := ofSite("id", s.site.ID)
	in.values["reply_id"] = made.ID
	in.body = map[string]any{"shortcut": made.Shortcut}
	return in
}

// aShortcut is one that no other reply has.
func aShortcut() string { return uuid.NewString() }

func anArticle(s scene) sample {
	in := ofSite("id", s.site.ID)
	in.values["article_id"] = s.publish("Pets", "Dogs are welcome.").ID
	return in
}

func anArchivedArticle(s scene) sample {
	in := anArticle(s)
	s.exec(`update articles set status = 'archived' where id = $1`, in.values["article_id"])
	in.values["version"] = "1"
	return in
}

func aRevision(s scene) sample {
	in := anArticle(s)
	in.values["revision"] = "1"
	return in
}

// publish makes an article on the rig's site.
func (r *rig) publish(title, body string) chat.Article {
	r.t.Helper()
	return r.article(chat.Article{ExternalID: uuid.NewString(), Title: title, Body: body, Status: chat.ArticlePublished})
}

func aUser(s scene) sample {
	return ofSite("id", s.rig.user(uuid.NewString()+"@example.org", chat.UserAgent).ID)
}

// sample makes a request for an endpoint.
func (s scene) sample(e endpoint) (in sample, target string, body any) {
	s.t.Helper()
	row, known := samples[e.id]
	require.True(s.t, known, "%s has no row in the table of samples", e.id)
	in = row(s)
	target, body = in.request(s.rig, e)
	return in, target, body
}

// request returns where a sample is sent, and its body.
func (in sample) request(r *rig, e endpoint) (target string, body any) {
	r.t.Helper()
	example, err := e.example()
	require.NoError(r.t, err)
	if example != nil {
		maps.Copy(example, in.body)
		body = example
	}
	target = e.path
	query := "?"
	for name, value := range in.values {
		if strings.Contains(e.path, "{"+name+"}") {
			target = strings.Replace(target, "{"+name+"}", value, 1)
		} else {
			query += name + "=" + value + "&"
		}
	}
	require.NotContains(r.t, target, "{", e.id)
	return target + strings.TrimRight(query, "?&"), body
}

// elsewhere returns the sample with ids that nothing has.
func (in sample) elsewhere() sample {
	out := sample{owner: in.owner, values: map[string]string{}, body: map[string]any{}}
	for name, value := range in.values {
		out.values[name] = otherID(value)
	}
	for name, value := range in.body {
		out.body[name] = value
		if text, is := value.(string); is {
			out.body[name] = otherID(text)
		}
	}
	return out
}

func otherID(value string) string {
	if uuid.Validate(value) == nil {
		return uuid.NewString()
	}
	return value
}

// plain is a body as JSON text.
func plain(body any) string {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err) // from JSON
	}
	return string(raw)
}
