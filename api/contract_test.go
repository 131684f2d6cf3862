package api

import (
	"encoding/json"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

func TestRoutesAndContractNameTheSameEndpoints(t *testing.T) {
	engine, err := newEngine(Options{})
	require.NoError(t, err)
	contract, err := loadContract()
	require.NoError(t, err)
	pages := []string{"/admin", "/preview", "/widget", docsPath}
	var routes, promised []string
	for _, r := range engine.Routes() {
		if slices.ContainsFunc(pages, func(page string) bool { return r.Path == page || strings.HasPrefix(r.Path, page+"/") }) {
			continue
		}
		routes = append(routes, r.Method+" "+r.Path)
	}
	for name := range contract.operations {
		promised = append(promised, name)
	}
	sort.Strings(routes)
	sort.Strings(promised)
	require.Equal(t, promised, routes)
}

func TestEveryCodeHasAStatusAndAPlaceInTheContract(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(contractYAML)
	require.NoError(t, err)
	table := doc.Components.Responses["Problem"].Value.Description
	var listed []string
	for _, v := range doc.Components.Schemas["ErrorCode"].Value.Enum {
		listed = append(listed, v.(string))
	}
	var mapped []string
	for code, entry := range problems {
		mapped = append(mapped, string(code))
		require.NotEmpty(t, entry.title)
		require.Contains(t, *table, "`"+string(code)+"`")
	}
	require.ElementsMatch(t, mapped, listed)
	source, err := os.ReadFile("../internal/chat/errors.go")
	require.NoError(t, err)
	require.Equal(t, strings.Count(string(source), "Code = \""), len(mapped), "a code of the domain is missing here")
}

func TestTheContractsListsAreTheDomains(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(contractYAML)
	require.NoError(t, err)
	enum := func(name string) (out []string) {
		for _, v := range doc.Components.Schemas[name].Value.Enum {
			out = append(out, v.(string))
		}
		return out
	}
	require.ElementsMatch(t, []string{string(chat.StatusActive), string(chat.StatusEscalated), string(chat.StatusClosed)}, enum("SessionStatus"))
	require.ElementsMatch(t, []string{string(chat.ReasonCustomerRequest), string(chat.ReasonKeyword), string(chat.ReasonMissingKnowledge),
		string(chat.ReasonLowConfidence), string(chat.ReasonRepeated), string(chat.ReasonProviderFailure), string(chat.ReasonManual)}, enum("EscalationReason"))
	require.ElementsMatch(t, []string{string(chat.RoleVisitor), string(chat.RoleAssistant), string(chat.RoleAgent), string(chat.RoleSystem)}, enum("MessageRole"))
	require.ElementsMatch(t, []string{string(chat.ProviderExtractive), string(chat.ProviderMistral), string(chat.ProviderOpenAI)}, enum("ModelProvider"))
	require.ElementsMatch(t, []string{string(chat.ArticleDraft), string(chat.ArticlePublished), string(chat.ArticleArchived)}, enum("ArticleStatus"))
	for name, most := range map[string]int{"ArticleTitle": chat.MaxTitleRunes, "ArticleTag": chat.MaxTagRunes, "ArticleBody": chat.MaxArticleBytes} {
		require.EqualValues(t, most, *doc.Components.Schemas[name].Value.MaxLength, name)
	}
	require.EqualValues(t, chat.MaxTags, *doc.Components.Schemas["ArticleTags"].Value.MaxItems)
	require.EqualValues(t, chat.MaxMessageRunes, *doc.Components.Schemas["NewMessage"].Value.Properties["content"].Value.MaxLength)
	limit := doc.Paths.Value("/api/chat/history/{sessionId}").Get.Parameters.GetByInAndName("query", "limit").Schema.Value
	require.EqualValues(t, historyLimit, limit.Default)
	limit = doc.Components.Parameters["PageLimit"].Value.Schema.Value
	require.EqualValues(t, pageLimit, limit.Default)
	require.EqualValues(t, store.MaxPage, *limit.Max)
	require.ElementsMatch(t, []string{string(chat.ActionSignedIn), string(chat.ActionSignedOut), string(chat.ActionPasswordChanged),
		string(chat.ActionTwoStepsOn), string(chat.ActionTwoStepsOff), string(chat.ActionRecoveryCodesMade),
		string(chat.ActionUserCreated), string(chat.ActionUserChanged), string(chat.ActionPasswordReset),
		string(chat.ActionUserInvited), string(chat.ActionUserJoined), string(chat.ActionUserDeleted),
		string(chat.ActionMailSettings), string(chat.ActionMailTested),
		string(chat.ActionSiteCreated), string(chat.ActionSiteChanged), string(chat.ActionSettingsChanged), string(chat.ActionPreviewOpened),
		string(chat.ActionKeyCreated), string(chat.ActionKeyRotated), string(chat.ActionKeyRevoked), string(chat.ActionOriginsChanged),
		string(chat.ActionSecretMade), string(chat.ActionMailRetried), string(chat.ActionTaken), string(chat.ActionHandedBack),
		string(chat.ActionTransferred), string(chat.ActionClosed), string(chat.ActionReplied), string(chat.ActionNoteAdded),
		string(chat.ActionCustomerNoteAdded), string(chat.ActionCustomersMerged), string(chat.ActionCustomerExported),
		string(chat.ActionCustomerErased), string(chat.ActionPricesChanged),
		string(chat.ActionFollowUpSet), string(chat.ActionGapDismissed), string(chat.ActionGapReopened),
		string(chat.ActionImportStarted), string(chat.ActionImportStopped),
		string(chat.ActionArticleCreated), string(chat.ActionArticleChanged), string(chat.ActionArticleDeleted),
		string(chat.ActionPrioritySet), string(chat.ActionCannedCreated), string(chat.ActionCannedChanged), string(chat.ActionCannedRemoved),
	}, enum("AuditAction"))
	require.ElementsMatch(t, []string{string(chat.PriorityLow), string(chat.PriorityNormal), string(chat.PriorityHigh),
		string(chat.PriorityUrgent)}, enum("Priority"))
	var steps []string
	for _, step := range chat.AlertSteps {
		steps = append(steps, string(step))
	}
	require.Equal(t, steps, enum("NotificationKind"))
	require.ElementsMatch(t, []string{string(chat.MailAlert), string(chat.MailReply), string(chat.MailRating),
		string(chat.MailInvitation), string(chat.MailPasswordReset), string(chat.MailSecurity), string(chat.MailTest)}, enum("MailKind"))
	require.ElementsMatch(t, []string{string(chat.MailQueued), string(chat.MailSent), string(chat.MailFailed)}, enum("MailStatus"))
	require.ElementsMatch(t, []string{string(chat.UserAdmin), string(chat.UserAgent), string(chat.UserViewer)}, enum("UserRole"))
	require.ElementsMatch(t, []string{string(store.PublicKey), string(store.ServerKey)}, enum("KeyKind"))
	overlap := doc.Components.Schemas["KeyRotation"].Value.Properties["overlap_hours"].Value
	require.EqualValues(t, defaultKeyOverlap.Hours(), overlap.Default)
	require.EqualValues(t, store.MaxKeyOverlap.Hours(), *overlap.Max)
	require.ElementsMatch(t, []string{string(chat.TrackingOff), string(chat.TrackingConsent), string(chat.TrackingOn)}, enum("Tracking"))
	require.EqualValues(t, chat.MaxVisitsPerCall, *doc.Components.Schemas["NewVisits"].Value.Properties["visits"].Value.MaxItems)
	require.Contains(t, doc.Paths.Value("/api/chat/visit").Post.Description, strconv.Itoa(chat.VisitorVisitsDaily))
	require.Equal(t, secureCookie, doc.Components.SecuritySchemes["staffSession"].Value.Name)
}

// TestEveryListHasPagesOrAnEnd holds that an answer's lists come in pages, or say
// how long they can get.
func TestEveryListHasPagesOrAnEnd(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(contractYAML)
	require.NoError(t, err)
	whole := []string{"exportCustomer"} // a file with all that is kept of one person
	for _, path := range doc.Paths.Map() {
		for _, op := range path.Operations() {
			asks := func(name string) bool { return op.Parameters.GetByInAndName("query", name) != nil }
			paged := asks("limit") && (asks("after") || asks("before"))
			for status, response := range op.Responses.Map() {
				media := response.Value.Content.Get("application/json")
				if status[0] != '2' || media == nil || paged || slices.Contains(whole, op.OperationID) {
					continue
				}
				for name, field := range media.Schema.Value.Properties {
					if field.Value.Type.Includes("array") {
						assert.NotNil(t, field.Value.MaxItems, "%s: %s has neither pages nor maxItems", op.OperationID, name)
					}
				}
			}
		}
	}
}

func TestTheContractIsServed(t *testing.T) {
	r := newRig(t)
	a := r.call("GET", "/openapi.json", nil, "X-API-Key", "")
	require.Equal(t, 200, a.StatusCode)
	doc, err := openapi3.NewLoader().LoadFromData(a.body)
	require.NoError(t, err)
	require.Equal(t, "3.1.0", doc.OpenAPI)
	require.True(t, json.Valid(a.body))
}
