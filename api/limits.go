package api

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// quotaHeaders spells a quota as the contract does.
func quotaHeaders(q chat.Quota) SendMessage200ResponseHeaders {
	return SendMessage200ResponseHeaders{
		XRateLimitLimit: q.Limit, XRateLimitRemaining: q.Remaining, XRateLimitReset: wholeSeconds(q.Reset),
	}
}

func writeQuota(h http.Header, q chat.Quota) {
	values := quotaHeaders(q)
	h.Set("X-RateLimit-Limit", strconv.Itoa(values.XRateLimitLimit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(values.XRateLimitRemaining))
	h.Set("X-RateLimit-Reset", strconv.Itoa(values.XRateLimitReset))
}

// wholeSeconds rounds up, so that whoever waits that long has waited enough.
func wholeSeconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
