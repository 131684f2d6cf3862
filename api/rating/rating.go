// Package rating serves the page where a visitor rates a conversation from a
// mail. It is a plain form: it needs no script, no session and no cookie.
package rating

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/lang"
	"github.com/innconnect/innconnect/internal/ratinglink"
	"github.com/innconnect/innconnect/internal/store"
)

// Store keeps the ratings. *store.Store is the one.
type Store interface {
	FindSite(ctx context.Context, siteID string) (chat.Site, error)
	FindDisplay(ctx context.Context, siteID string) (chat.Settings, error)
	FindSession(ctx context.Context, siteID, sessionID string) (chat.Session, error)
	RateSession(ctx context.Context, siteID, sessionID string, in chat.Rating, key store.IdempotencyKey) (chat.Session, error)
}

// Page serves the form behind a link.
type Page struct {
	store  Store
	signer *ratinglink.Signer
}

// New makes a Page for the links of a signer.
func New(st Store, signer *ratinglink.Signer) *Page { return &Page{store: st, signer: signer} }

var (
	//go:embed rating.html
	pageHTML string
	//go:embed rating.css
	style string

	layout = template.Must(template.New("rating").Parse(pageHTML))
	policy = "default-src 'none'; style-src '" + hashOf(style) + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

func hashOf(source string) string {
	sum := sha256.Sum256([]byte(source))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

const (
	maxFormBytes     = 32 << 10
	maxFeedbackRunes = 2000
	savedMark        = "saved" // the query of the page that a form leads to
)

// view is what the layout shows.
type view struct {
	Words
	Style template.CSS
	Site  string
	Form  bool // may be rated now
	Saved bool
	Error string // "" for none

	Choices  []choice
	Tags     []tag
	Feedback string
	Most     int // characters of feedback
}

type choice struct {
	Stars  int
	Label  string
	Chosen bool
}

type tag struct {
	Name   string
	Chosen bool
}

// Serve answers a GET or POST for the token of a link. An error comes before
// anything is written.
func (p *Page) Serve(w http.ResponseWriter, r *http.Request, token string) error {
	link, err := p.signer.Read(token, time.Now())
	if err != nil {
		return render(w, http.StatusNotFound, goneView(r))
	}
	session, err := p.store.FindSession(r.Context(), link.SiteID, link.SessionID)
	if chat.CodeOf(err) == chat.CodeNotFound { // removed meanwhile
		return render(w, http.StatusNotFound, goneView(r))
	}
	if err != nil {
		return err
	}
	site, err := p.store.FindSite(r.Context(), link.SiteID)
	if err != nil {
		return err
	}
	settings, err := p.store.FindDisplay(r.Context(), link.SiteID)
	if err != nil {
		return err
	}
	v := view{Words: wordsOf(session.Language), Site: site.Name, Form: true, Most: maxFeedbackRunes}
	if r.Method == http.MethodPost {
		return p.save(w, r, v, session, settings.RatingTags)
	}
	var now chat.Rating
	if session.Rating != nil {
		now = *session.Rating
		v.Form = time.Since(now.CreatedAt) < chat.RatingEditableFor
		v.Saved = r.URL.RawQuery == savedMark
	}
	return render(w, http.StatusOK, v.with(now, settings.RatingTags))
}

// save stores what the form brings and leads to the page that shows it.
func (p *Page) save(w http.ResponseWriter, r *http.Request, v view, session chat.Session, tags []string) error {
	in, problem := readForm(w, r, v.Words, tags)
	if problem != "" {
		v.Error = problem
		return render(w, http.StatusBadRequest, v.with(in, tags))
	}
	_, err := p.store.RateSession(r.Context(), session.SiteID, session.ID, in, store.IdempotencyKey{})
	switch chat.CodeOf(err) {
	case "":
		http.Redirect(w, r, r.URL.Path+"?"+savedMark, http.StatusSeeOther)
		return nil
	case chat.CodeRatingFinal:
		v.Form = false
		return render(w, http.StatusConflict, v)
	default:
		return err
	}
}

// readForm reads a rating, or says in the visitor's language what is wrong.
func readForm(w http.ResponseWriter, r *http.Request, words Words, tags []string) (in chat.Rating, problem string) {
	r.Body = http.MaxBytesReader(w, r.Body, maxFormBytes)
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media != "application/x-www-form-urlencoded" || r.ParseForm() != nil {
		return in, words.Unreadable
	}
	in.Feedback = strings.TrimSpace(strings.ReplaceAll(r.PostForm.Get("feedback"), "\r\n", "\n"))
	for _, name := range r.PostForm["tags"] {
		known, ok := chat.FindRatingTag(tags, name)
		if !ok {
			return in, words.Unreadable
		}
		if !slices.Contains(in.Tags, known) {
			in.Tags = append(in.Tags, known)
		}
	}
	if !utf8.ValidString(in.Feedback) || strings.ContainsRune(in.Feedback, 0) {
		in.Feedback = ""
		return in, words.Unreadable
	}
	stars, err := strconv.Atoi(r.PostForm.Get("stars"))
	if err != nil || stars < 1 || stars > 5 {
		return in, words.ChooseStars
	}
	in.Stars = stars
	if utf8.RuneCountInString(in.Feedback) > maxFeedbackRunes {
		return in, words.TooLong
	}
	return in, ""
}

// with fills the form.
func (v view) with(now chat.Rating, tags []string) view {
	v.Feedback = now.Feedback
	for i, label := range v.StarLabels {
		v.Choices = append(v.Choices, choice{i + 1, label, now.Stars == i+1})
	}
	for _, name := range tags {
		v.Tags = append(v.Tags, tag{name, slices.Contains(now.Tags, name)})
	}
	return v
}

// goneView is for a link that leads nowhere, in the browser's language: whose it
// was is not known.
func goneView(r *http.Request) view {
	wanted, _, _ := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	for _, t := range wanted {
		if base, _ := t.Base(); slices.Contains(lang.Supported, base.String()) {
			return view{Words: wordsOf(base.String()), Error: wordsOf(base.String()).Gone}
		}
	}
	return view{Words: wordsOf("en"), Error: wordsOf("en").Gone}
}

func render(w http.ResponseWriter, status int, v view) error {
	v.Style = template.CSS(style)
	var out bytes.Buffer
	if err := layout.Execute(&out, v); err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("X-Robots-Tag", "noindex")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
	return nil
}
