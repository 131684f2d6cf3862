package api

import (
	"context"
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/seal"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/totp"
)

// netipOf is a network of its own for each subject, away from limits.
func netipOf(subject string) netip.Addr {
	h := fnv.New32a()
	_, _ = h.Write([]byte(subject))
	return netip.MustParseAddr(fmt.Sprintf("2001:db8:%x:%x::1", h.Sum32()>>16, h.Sum32()&0xffff))
}

func code(t testing.TB, secret string, at time.Duration) string {
	t.Helper()
	out, err := totp.Code(secret, time.Now().Add(at))
	require.NoError(t, err)
	return out
}

// twoStepsKey begins two-step sign-in of a user anew and returns the secret.
func (r *rig) twoStepsKey(user chat.User) string {
	r.t.Helper()
	require.NoError(r.t, r.store.RemoveTOTP(context.Background(), "", user.ID))
	key, err := r.store.StartTOTP(context.Background(), user, password)
	require.NoError(r.t, err)
	return key.Secret
}

// twoSteps turns two-step sign-in of a user on. The present code of the secret
// that it returns has not been used.
func (r *rig) twoSteps(user chat.User) (secret string, recovery []string) {
	r.t.Helper()
	secret = r.twoStepsKey(user)
	recovery, err := r.store.ConfirmTOTP(context.Background(), user.ID, code(r.t, secret, -30*time.Second))
	require.NoError(r.t, err)
	return secret, recovery
}

// challenge signs in with the password alone.
func (r *rig) challenge(user chat.User) string {
	r.t.Helper()
	a := r.login(user.Email, password)
	require.Equal(r.t, 202, a.StatusCode, "%s", a.body)
	require.Empty(r.t, a.Cookies())
	var out SignInChallenge
	a.into(r.t, &out)
	return out.Challenge
}

func (r *rig) answerChallenge(challenge, code string) answer {
	r.t.Helper()
	return r.outside("POST", "/api/admin/login/code", SignInCode{Challenge: challenge, Code: code})
}

func TestTwoStepSignInIsTurnedOnByACodeOfTheApp(t *testing.T) {
	r := newRig(t)
	user := r.user("ana@example.org", chat.UserAgent)
	ana := r.signedIn(user.Email, password)
	require.Equal(t, "not_found", ana("POST", "/api/admin/me/two-steps/confirm", TwoStepsCode{Code: "000000"}).code(t))
	require.Equal(t, "not_found", ana("POST", "/api/admin/me/two-steps/recovery-codes", PresentPassword{Password: password}).code(t))
	require.Equal(t, "sign_in_failed", ana("POST", "/api/admin/me/two-steps", PresentPassword{Password: "wrong"}).code(t))
	a := ana("POST", "/api/admin/me/two-steps", PresentPassword{Password: password})
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	var key TwoStepsKey
	a.into(t, &key)
	require.Contains(t, key.URL, key.Secret)
	qr, err := base64.StdEncoding.DecodeString(key.QrPng)
	require.NoError(t, err)
	require.Equal(t, "\x89PNG", string(qr[:4]))
	require.Equal(t, 200, r.login(user.Email, password).StatusCode, "nothing has changed yet")

	first := code(t, key.Secret, 0)
	a = ana("POST", "/api/admin/me/two-steps/confirm", TwoStepsCode{Code: first[:3] + " " + first[3:]})
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	var recovery RecoveryCodes
	a.into(t, &recovery)
	require.Len(t, recovery.RecoveryCodes, 10)
	var me SignedIn
	ana("GET", "/api/admin/me", nil).into(t, &me)
	require.True(t, me.User.TwoSteps)
	require.Equal(t, "two_steps_on", ana("POST", "/api/admin/me/two-steps", PresentPassword{Password: password}).code(t))

	challenge := r.challenge(user)
	require.Equal(t, "sign_in_failed", r.answerChallenge(challenge, first).code(t), "the code has been used")
	a = r.answerChallenge(challenge, code(t, key.Secret, 30*time.Second))
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	require.Equal(t, localCookie, a.Cookies()[0].Name)
	require.Equal(t, "sign_in_expired", r.answerChallenge(challenge, recovery.RecoveryCodes[0]).code(t), "a challenge is answered once")

	require.Equal(t, 200, r.answerChallenge(r.challenge(user), strings.ToUpper(recovery.RecoveryCodes[0])).StatusCode)
	require.Equal(t, "sign_in_failed", r.answerChallenge(r.challenge(user), recovery.RecoveryCodes[0]).code(t), "a recovery code works once")
	a = ana("POST", "/api/admin/me/two-steps/recovery-codes", PresentPassword{Password: password})
	require.Equal(t, 200, a.StatusCode)
	require.Equal(t, "sign_in_failed", r.answerChallenge(r.challenge(user), recovery.RecoveryCodes[1]).code(t), "they were replaced")

	require.Equal(t, 204, ana("POST", "/api/admin/me/two-steps/off", PresentPassword{Password: password}).StatusCode)
	require.Equal(t, 200, r.login(user.Email, password).StatusCode)
	for _, secret := range append(recovery.RecoveryCodes, key.Secret, challenge) {
		require.NotContains(t, r.log.String(), secret)
	}
}

func TestCodesCannotBeGuessed(t *testing.T) {
	r := newRig(t)
	user := r.user("ana@example.org", chat.UserAgent)
	secret, _ := r.twoSteps(user)
	wrong := func(challenge string) string {
		// A network of its own: this is not about its limit.
		_, err := r.store.FinishSignIn(t.Context(), challenge, "abcdef", netipOf(challenge))
		return string(chat.CodeOf(err))
	}
	for range 2 {
		challenge := r.challenge(user)
		for range 5 {
			require.Equal(t, "sign_in_failed", wrong(challenge))
		}
		require.Equal(t, "sign_in_expired", wrong(challenge))
		require.Equal(t, "sign_in_expired", r.answerChallenge(challenge, code(t, secret, 0)).code(t))
	}
	require.Equal(t, "rate_limited", r.answerChallenge(r.challenge(user), code(t, secret, 0)).code(t))
}

func TestAChallengeEndsWithThePasswordAndWithTheUser(t *testing.T) {
	r := newRig(t)
	user := r.user("ana@example.org", chat.UserAgent)
	secret, _ := r.twoSteps(user)
	challenge := r.challenge(user)
	_, err := r.store.ResetPassword(t.Context(), "", user.ID)
	require.NoError(t, err)
	require.Equal(t, "sign_in_expired", r.answerChallenge(challenge, code(t, secret, 0)).code(t))
}

func TestAResetPasswordStillNeedsTheSecondStep(t *testing.T) {
	r := newRig(t)
	user, token := r.resetLink()
	r.twoSteps(user)
	require.Equal(t, 204, r.outside("POST", "/api/admin/password-resets/finish", PasswordReset{Token: token, Password: password}).StatusCode)
	r.challenge(user)
}

func TestAnAdminTurnsTwoStepSignInOffForOthers(t *testing.T) {
	r := newRig(t)
	user := r.user("ana@example.org", chat.UserAgent)
	r.twoSteps(user)
	admin := r.staff(chat.UserAdmin)
	for range 2 {
		require.Equal(t, 204, admin("DELETE", "/api/admin/users/"+user.ID+"/two-steps", nil).StatusCode)
	}
	require.Equal(t, 200, r.login(user.Email, password).StatusCode)
	var log AuditPage
	admin("GET", "/api/admin/audit?action=two_steps_off", nil).into(t, &log)
	require.Len(t, log.Data, 1)
	require.Equal(t, user.ID, *log.Data[0].SubjectID)
	require.NotEqual(t, user.ID, log.Data[0].User.ID)
}

func TestWhatProvesAPasswordOrACodeIsLimited(t *testing.T) {
	r := newRig(t)
	for path, body := range map[string]any{
		"":                PresentPassword{Password: "wrong"},
		"/off":            PresentPassword{Password: "wrong"},
		"/recovery-codes": PresentPassword{Password: "wrong"},
		"/confirm":        TwoStepsCode{Code: "abcdef"},
	} {
		user := r.user("user"+strings.Trim(path, "/")+"@example.org", chat.UserAgent)
		call := r.signedIn(user.Email, password)
		r.twoStepsKey(user)
		for range 10 {
			require.Equal(t, "sign_in_failed", call("POST", "/api/admin/me/two-steps"+path, body).code(t), path)
		}
		require.Equal(t, "rate_limited", call("POST", "/api/admin/me/two-steps"+path, body).code(t), path)
	}
}

func TestWithoutAKeyOfTheInstallationNoSecretIsStored(t *testing.T) {
	r := newRig(t)
	user := r.user("ana@example.org", chat.UserAgent)
	cookie := r.cookie(user.Email, password)
	unsealed, err := store.Open(t.Context(), r.url, 2, seal.None{})
	require.NoError(t, err)
	t.Cleanup(unsealed.Close)
	plain := r.beside("plain", func(o *Options) { o.Store = unsealed })
	a := plain.call("POST", "/api/admin/me/two-steps", PresentPassword{Password: password}, append([]string{"X-API-Key", ""}, cookie...)...)
	require.Equal(t, "not_configured", a.code(t))
	_, err = unsealed.InviteUser(t.Context(), store.NewUser{Email: "b@example.org", Role: chat.UserAgent})
	require.Equal(t, chat.CodeNotConfigured, chat.CodeOf(err))
}
